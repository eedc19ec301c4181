import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/diff/command.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

const row = (topic: string, time: bigint | undefined, data: string) =>
  `{"$metadata": {"topic": "${topic}"${time === undefined ? "" : `, "timestamp": ${time}`}}, "$data": ${data}}\n`;
const start = 1_791_000_000_000_000_000n;
const speeds = (values: readonly number[]) =>
  values.map((speed, i) => row("motion", start + BigInt(i), `{"speed": ${speed}}`)).join("");

async function diff(base: string, head: string, ...argv: string[]) {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "a.resim.jsonl"), base);
  await writeFile(join(cwd, "b.resim.jsonl"), head);
  const world = fakeWorld({ cwd });
  const code = await runCommand(world, command, ["a.resim.jsonl", "b.resim.jsonl", ...argv]);
  return { code, out: world.out(), err: world.err() };
}

it("reports files as equal if only the order of topics and fields differs", async () => {
  const note = row("note", undefined, '{"a": 1, "b": "x"}');
  const other = row("note", undefined, '{"b": "x", "a": 1.0}');
  expect(await diff(speeds([1, 2]) + note, other + speeds([1, 2.0000000000000004]))).toEqual({
    code: 0,
    out: "no difference: 3 rows of 2 topics\n",
    err: "",
  });
});

it("lists the differences per topic, with the largest one, and rows without a pair", async () => {
  const { code, out } = await diff(
    speeds([1, 2, 3]) + row("note", undefined, '{"text": "a"}'),
    speeds([1, 2.5, 4, 5]) + row("note", undefined, '{"text": "b"}'),
  );
  expect(out).toBe(
    "motion: 3 → 4 rows; 2 rows with other values, 1 row only in HEAD\n" +
      "  speed: 2 rows, most at 1791000000000000002: 3 → 4 (by 1)\n" +
      "note: 1 row; 1 row with other values\n" +
      '  text: 1 row, first line 4: "a" → "b"\n',
  );
  expect(code).toBe(3);
});

it("pairs rows by their time, so that a missing row does not shift the others", async () => {
  const [first = "", second = "", third = ""] = speeds([1, 2, 3]).split(/(?<=\n)/);
  const { out } = await diff(first + second + third, first + third);
  expect(out).toBe("motion: 3 → 2 rows; 1 row only in BASE\n");
});

it("compares integers beyond 2^53 exactly", async () => {
  const big = (digits: string) => row("t", undefined, `{"ns": ${digits}}`);
  expect(await diff(big("9007199254740993"), big("9007199254740992"))).toMatchObject({
    code: 3,
    out: expect.stringContaining("9007199254740993 → 9007199254740992"),
  });
});

it("accepts differences within --relative", async () => {
  const { code } = await diff(speeds([1]), speeds([1.05]), "--relative", "0.1");
  expect(code).toBe(0);
});

const event = (status: string) => row("e", 1n, `{"status": "${status}"}`);

it("prints the differences as JSON with --json", async () => {
  const { out } = await diff(event("PASSED"), event("FAIL_WARN"), "--json");
  expect(JSON.parse(out)).toMatchObject({
    same: false,
    topics: [{ topic: "e", differing: 1, fields: [{ name: "status", rows: 1, worse: 1 }] }],
  });
});

it.each([
  ["PASSED", "FAIL_WARN", "status", 3],
  ["FAIL_WARN", "PASSED", "status", 0],
  ["PASSED", "FAIL_WARN", "none", 0],
])(
  "a change from %s to %s with --fail-on %s exits with %d",
  async (before, after, on, expected) => {
    const { code } = await diff(event(before), event(after), "--fail-on", on);
    expect(code).toBe(expected);
  },
);

it("names the line of a file that strict readers refuse", async () => {
  const { code, err } = await diff(speeds([1]), speeds([1]).slice(0, 40));
  expect(err).toContain("b.resim.jsonl:1: the file ends in the middle of this line (E3)");
  expect(code).toBe(1);
});

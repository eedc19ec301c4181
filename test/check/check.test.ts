import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeJobMetrics, encodeJobMetrics } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/check/command.js";
import type { MetricStatus } from "../../runtime/src/generated/proto/resim/metrics/proto/metrics.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

const good = readFileSync(new URL("../fixtures/vectors/kitchen_sink.binproto", import.meta.url));

/** A folder with four messages: accepted, refused, accepted with a warning, and truncated. */
async function messages(): Promise<string> {
  const folder = await temporaryFolder();
  const bad = decodeJobMetrics(good);
  bad.metricsStatus = 0;
  const odd = decodeJobMetrics(good);
  const [metric] = odd.jobLevelMetrics?.metrics ?? [];
  if (metric !== undefined) metric.status = 99 as MetricStatus;
  writeFileSync(join(folder, "good.binproto"), good);
  writeFileSync(join(folder, "bad.binproto"), encodeJobMetrics(bad));
  writeFileSync(join(folder, "odd.binproto"), encodeJobMetrics(odd));
  writeFileSync(join(folder, "cut.binproto"), good.subarray(0, 1000));
  return folder;
}

async function check(...argv: string[]) {
  const world = fakeWorld({ cwd: await messages() });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

describe("metrics-project check", () => {
  test("reports that a message is accepted", async () => {
    const { code, out, err } = await check("good.binproto");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^good\.binproto: accepted \(\d+ metrics, .*0 problems, 0 warnings\)\n$/);
  });

  test("prints problems, and exits with 3", async () => {
    const { code, out } = await check("good.binproto", "bad.binproto");
    expect(code).toBe(3);
    expect(out).toContain("bad.binproto: refused");
    expect(out).toContain("  problem M2: metrics_status is NO_METRIC_STATUS; expected a status.");
  });

  test("prints warnings, and still exits with 0", async () => {
    const { code, out } = await check("odd.binproto");
    expect(code).toBe(0);
    expect(out).toContain("  warning N2: job_level_metrics.metrics[0].status is 99");
  });

  test("continues after an unreadable file, and exits with 1", async () => {
    const { code, out, err } = await check("none.binproto", "cut.binproto", "bad.binproto");
    expect(code).toBe(1);
    expect(err).toContain("none.binproto: no such file");
    expect(err).toMatch(/cut\.binproto: these bytes are not a .*JobMetrics: at byte \d+/);
    expect(out).toContain("bad.binproto: refused");
  });

  test.each([
    [[], "missing FILE"],
    [["--strict", "good.binproto"], "unknown option --strict"],
  ])("is wrong usage: %j", async (argv, message) => {
    const { code, out, err } = await check(...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });
});

describe("metrics-project check of a folder", () => {
  async function checkFolders(...argv: string[]) {
    const cwd = await messages();
    mkdirSync(join(cwd, "runs/lap"), { recursive: true });
    mkdirSync(join(cwd, "empty"));
    writeFileSync(join(cwd, "runs/lap/metrics.binproto"), good);
    writeFileSync(join(cwd, "runs/lap/emissions.resim.jsonl"), "no row\n");
    const world = fakeWorld({ cwd });
    return { code: await runCommand(world, command, argv), out: world.out(), err: world.err() };
  }

  test("judges each message and each file of rows below it, beside the named files", async () => {
    const { code, out } = await checkFolders("runs", "good.binproto");
    expect(out.match(/^\S+: (accepted|refused)/gm)).toEqual([
      "runs/lap/metrics.binproto: accepted",
      "good.binproto: accepted",
      "runs/lap/emissions.resim.jsonl: refused",
    ]);
    expect(code).toBe(3);
  });

  test("lists the files of the folder and of its subfolders in --json", async () => {
    const { files } = JSON.parse((await checkFolders(".", "--json")).out) as {
      files: { file: string }[];
    };
    expect(files.map(({ file }) => file)).toEqual([
      "bad.binproto",
      "cut.binproto",
      "good.binproto",
      "odd.binproto",
      "runs/lap/metrics.binproto",
      "runs/lap/emissions.resim.jsonl",
    ]);
  });

  test("fails if it contains no file to check", async () => {
    const { code, err } = await checkFolders("empty", "good.binproto");
    expect(err).toContain("empty: no .binproto or .resim.jsonl file");
    expect(code).toBe(1);
  });
});

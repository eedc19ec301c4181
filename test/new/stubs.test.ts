import { execFile } from "node:child_process";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/new/command.js";
import { metricStubNames } from "../../generators/metric/metricStubs.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";
import { passedTests } from "./passedTests.js";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);
const modes = ["test", "batch", "report"] as const;

/** A scaffolded project that uses this repository's packages, the runtime from its sources. */
async function scaffold(): Promise<string> {
  const root = await temporaryFolder();
  const files = await renderProject({
    answers: {
      name: "my-metrics",
      logs: "jsonl",
      modes: [...modes],
      ci: "none",
      packageManager: "npm",
      link: "registry",
    },
    version: "0.1.0",
    runtime: { specifier: "^0.1.0" },
    platform: { specifier: "^0.1.0" },
    cli: { specifier: "^0.1.0" },
  });
  for (const [path, content] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  await symlink(join(repository, "node_modules"), join(root, "node_modules"), "dir");
  await writeFile(
    join(root, "vitest.config.ts"),
    `const conditions = ["@metrics-project/source", "node", "import", "default"];
     export default { resolve: { conditions }, ssr: { resolve: { conditions } }, test: { cache: false } };`,
  );
  return root;
}

async function add(root: string, ...argv: string[]) {
  const world = fakeWorld({ cwd: root });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

/** Names that the platform accepts, and that few file systems and no language do. */
const hardNames = ["Speed (m/s)", "Speed m/s", "速度", "Скорость / м/с", "→", "→→", "con", "3D"];

test("stubs of every type in every mode compile together, and their tests pass", async () => {
  const root = await scaffold();
  const expected = modes.map((mode) => `test/${mode}-metrics.test.ts`);
  /** Adds a part, and expects its test to pass with the others. */
  async function addTested(...argv: string[]) {
    const { code, out, err } = await add(root, ...argv);
    expect({ code, err }).toMatchObject({ code: 0 });
    const [, file = ""] = /^wrote +(test\/\S+)$/m.exec(out) ?? [];
    expect(expected).not.toContain(file);
    expected.push(file);
  }
  for (const mode of modes) {
    for (const type of metricStubNames) {
      await addTested("metric", `My ${type} of a ${mode}`, "--type", type, "--mode", mode);
    }
    await addTested("event", `Stop in a ${mode}`, "--mode", mode);
    await addTested("data", `speed of a ${mode}`, "--mode", mode);
  }
  for (const name of hardNames) await addTested("metric", name, "--type", "image");
  await addTested("data", "a */ b");
  expect(await add(root, "metric", "Rows", "--topic", "odometry")).toMatchObject({ code: 0 });
  const tool = (path: string, ...args: string[]) =>
    run(process.execPath, [join(repository, "node_modules", path), ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    }).catch((error: { stdout?: string; stderr?: string }) => {
      throw new Error(`${error.stdout}\n${error.stderr}`);
    });
  await tool("typescript/bin/tsc", "-p", ".");
  const argv = ["run", "--no-isolate", "--reporter=json", "--root", root];
  const { stdout } = await tool("vitest/vitest.mjs", ...argv);
  expect(passedTests(root, stdout)).toEqual(expected.sort());
}, 180_000);

test("reports the new files and the location of the call, and changes nothing else", async () => {
  const root = await scaffold();
  const before = await readFile(join(root, "src/batch-metrics.ts"), "utf8");
  const argv = ["metric", "Top speed", "--mode", "batch", "--type", "text"];
  const { code, out, err } = await add(root, ...argv);
  expect(code).toBe(0);
  const after = await readFile(join(root, "src/batch-metrics.ts"), "utf8");
  const lines = after.split("\n");
  const call = "addTopSpeed(names, means, speeds, { writer });";
  const line = lines.findIndex((text) => text.includes(call)) + 1;
  expect(out).toBe(
    `wrote     src/metrics/top-speed.ts\nwrote     test/metrics/top-speed.test.ts\ncalled in src/batch-metrics.ts:${line}\n`,
  );
  expect(err).toContain("It receives the data already read: names, means, speeds.\n");
  expect(err).toContain("npm run test");
  const added = lines.filter((text) => text.includes("addTopSpeed"));
  expect(added).toEqual(['import { addTopSpeed } from "./metrics/top-speed.ts";', `  ${call}`]);
  expect(lines.filter((text) => !text.includes("addTopSpeed")).join("\n")).toBe(before);
});

test.each([
  ["test", ["path: Path,", 'import type { Path } from "@metrics-project/runtime/robotics";']],
  ["batch", ["names: InstanceType<typeof TestNames>,", "means: Weighted[],"]],
  ["report", ["points: { time: Date; speed: number }[],", "names: Set<string>,"]],
])(
  "a stub in %s mode receives the data that its mode reads, in the same order",
  async (mode, words) => {
    const root = await scaffold();
    await add(root, "metric", "Mine", "--mode", mode);
    const stub = await readFile(join(root, "src/metrics/mine.ts"), "utf8");
    const places = words.map((word) => stub.indexOf(word));
    expect(places).not.toContain(-1);
    if (mode !== "test") expect(places).toEqual(places.toSorted((a, b) => a - b));
  },
);

test.each([
  ['Länge "a" $& `c` <d> {{e}} %', "lange-a-c-d-e", "addLangeACDE"],
  ["Speed (m/s)", "speed-m-s", "addSpeedMS"],
  ["速度", "速度", "add速度"],
  ["Größe über alles", "große-uber-alles", "addGroßeUberAlles"],
  ["→", "part", "addPart"],
  ["nul", "nul-part", "addNul"],
  ["a".repeat(300), "a".repeat(40), `addA${"a".repeat(39)}`],
])(
  "the name %s is kept, and the file and the function are named after it",
  async (name, slug, callee) => {
    const root = await scaffold();
    const { code, err } = await add(root, "metric", name);
    expect({ code, err }).toMatchObject({ code: 0 });
    const stub = await readFile(join(root, `src/metrics/${slug}.ts`), "utf8");
    expect(stub).toContain(`writer.addScalarMetric(${JSON.stringify(name)}, {`);
    expect(stub).toContain(`export function ${callee}(`);
  },
);

test("names with the same file name are numbered", async () => {
  const root = await scaffold();
  await add(root, "metric", "Gap (m)");
  const { out } = await add(root, "metric", "Gap m");
  expect(out).toContain("wrote     src/metrics/gap-m-2.ts");
  expect(await readFile(join(root, "src/test-metrics.ts"), "utf8")).toMatch(
    /addGapM\(path, context\);\n {2}addGapM2\(path, context\);/,
  );
});

test("if the call cannot be added, the stub is written and the two lines are printed", async () => {
  const root = await scaffold();
  const path = join(root, "src/test-metrics.ts");
  const text =
    'import type { TestContext } from "@metrics-project/runtime";\nexport const testMetrics = (context: TestContext) => all(context);\n';
  await writeFile(path, text);
  const { code, out, err } = await add(root, "metric", "Gap");
  expect(code).toBe(0);
  expect(out).toBe(
    'wrote     src/metrics/gap.ts\nwrote     test/metrics/gap.test.ts\n  import { addGap } from "./metrics/gap.ts";\n  addGap({ writer });\n',
  );
  expect(err).toContain(
    "Not called yet: cannot add the call to testMetrics in src/test-metrics.ts: the function has no body in braces.\nPaste these lines into src/test-metrics.ts:\n",
  );
  expect(await readFile(path, "utf8")).toBe(text);
});

test("if the mode has no function, the lines to paste are in --json", async () => {
  const root = await scaffold();
  await rm(join(root, "src/test-metrics.ts"));
  const { out } = await add(root, "metric", "Other", "--json");
  expect(JSON.parse(out).paste).toMatchObject({
    why: expect.stringContaining("no function for test mode was found"),
    lines: ['import { addOther } from "./metrics/other.ts";', "addOther({ writer });"],
  });
});

test("a topic's metrics open the logs if the mode's function has not", async () => {
  const root = await scaffold();
  const { code, out, err } = await add(root, "metric", "Rows", "--topic", "odometry");
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(out).toContain("wrote     src/open-logs.ts");
  const text = await readFile(join(root, "src/test-metrics.ts"), "utf8");
  expect(text).toContain('import { openTestLogs } from "./open-logs.ts";');
  expect(text).toContain(
    "  await using logs = await openTestLogs(context);\n  await addRows(logs, context);\n}",
  );
  const opener = await readFile(join(root, "src/open-logs.ts"), "utf8");
  expect(opener).toContain("formats: [jsonl]");
  const next = await add(root, "metric", "Again", "--topic", "odometry");
  expect(next.out).not.toContain("open-logs");
  const twice = await readFile(join(root, "src/test-metrics.ts"), "utf8");
  const opened = twice.split("\n").filter((line) => line.includes("await using"));
  expect(opened).toEqual(["  await using logs = await openTestLogs(context);"]);
});

test.each([
  ["no kind", [], 2, "KIND"],
  ["an unknown kind", ["metrik", "a"], 2, 'Did you mean "metric"?'],
  ["no name", ["metric"], 2, "NAME"],
  ["an empty name", ["metric", " "], 2, "it is empty"],
  ["a line break", ["metric", "a\nb"], 2, "control character"],
  ["an unknown type", ["metric", "a", "--type", "scalr"], 2, "scalar"],
  ["a type for an event", ["event", "a", "--type", "text"], 2, "--type works only with metric"],
  ["an unknown mode", ["metric", "a", "--mode", "tests"], 2, "test"],
])("refuses %s", async (_name, argv, code, message) => {
  const root = await scaffold();
  const result = await add(root, ...argv);
  expect(result.code).toBe(code);
  expect(result.err).toContain(message);
});

test.each([
  ["of a metric that the mode's function adds", "Top speed", "src/test-metrics.ts:"],
  ["of data that it creates", "speed", "src/test-metrics.ts:"],
  ["of a metric in a file that it calls", "Gap", "src/metrics/gap.ts:"],
])("refuses the name %s, and changes nothing", async (_name, name, place) => {
  const root = await scaffold();
  await add(root, "metric", "Gap");
  const before = await readFile(join(root, "src/test-metrics.ts"), "utf8");
  const { code, err } = await add(root, "metric", name);
  expect(code).toBe(1);
  expect(err).toContain(`error: ${JSON.stringify(name)} is already a name in test mode: ${place}`);
  expect(await readFile(join(root, "src/test-metrics.ts"), "utf8")).toBe(before);
});

test("accepts the name of a metric of another mode", async () => {
  const root = await scaffold();
  await add(root, "metric", "Gap");
  expect(await add(root, "metric", "Gap", "--mode", "report")).toMatchObject({ code: 0 });
});

test("refuses a folder that is not a project", async () => {
  const { code, err } = await add(await temporaryFolder(), "metric", "a");
  expect(code).toBe(1);
  expect(err).toContain("is not in a project created by create-metrics-project");
});

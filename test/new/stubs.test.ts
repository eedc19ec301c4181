import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
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

test("every type in every mode compiles, and its test passes, at once", async () => {
  const root = await scaffold();
  for (const mode of modes) {
    for (const type of metricStubNames) {
      const { code, err } = await add(
        root,
        "metric",
        `My ${type} of a ${mode}`,
        "--type",
        type,
        "--mode",
        mode,
      );
      expect({ code, err }).toMatchObject({ code: 0 });
    }
    expect(await add(root, "event", `Stop in a ${mode}`, "--mode", mode)).toMatchObject({
      code: 0,
    });
    expect(await add(root, "data", `speed of a ${mode}`, "--mode", mode)).toMatchObject({
      code: 0,
    });
  }
  const tool = (path: string, ...args: string[]) =>
    run(process.execPath, [join(repository, "node_modules", path), ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    }).catch((error: { stdout?: string; stderr?: string }) => {
      throw new Error(`${error.stdout}\n${error.stderr}`);
    });
  await tool("typescript/bin/tsc", "-p", ".", "--customConditions", "@metrics-project/source");
  const { stdout } = await tool("vitest/vitest.mjs", "run", "--no-isolate", "--root", root);
  const scaffolded = 1;
  const added = modes.length * (metricStubNames.length + 2);
  expect(stdout).toMatch(new RegExp(`Test Files +${scaffolded + added} passed`));
}, 180_000);

test("says what it wrote and where the call is, and touches nothing else", async () => {
  const root = await scaffold();
  const before = await readFile(join(root, "src/batch-metrics.ts"), "utf8");
  const { code, out, err } = await add(
    root,
    "metric",
    "Top speed",
    "--mode",
    "batch",
    "--type",
    "text",
  );
  expect(code).toBe(0);
  const after = await readFile(join(root, "src/batch-metrics.ts"), "utf8");
  const lines = after.split("\n");
  const line = lines.findIndex((text) => text.includes("addTopSpeed({ writer });")) + 1;
  expect(out).toBe(
    `wrote     src/metrics/top-speed.ts\nwrote     test/metrics/top-speed.test.ts\ncalled in src/batch-metrics.ts:${line}\n`,
  );
  expect(err).toContain("npm run test");
  const added = lines.filter((text) => text.includes("addTopSpeed"));
  expect(added).toHaveLength(2);
  expect(lines.filter((text) => !text.includes("addTopSpeed")).join("\n")).toBe(before);
});

test("a name with quotes, dollars and letters from elsewhere stays what it is", async () => {
  const root = await scaffold();
  const name = 'Länge "a" $& `c` <d> {{e}} %';
  const { code } = await add(root, "metric", name);
  expect(code).toBe(0);
  const stub = await readFile(join(root, "src/metrics/lange-a-c-d-e.ts"), "utf8");
  expect(stub).toContain(`writer.addScalarMetric(${JSON.stringify(name)}, {`);
  expect(stub).toContain("export function addLangeACDE(");
});

test.each([
  ["no kind", [], 2, "KIND"],
  ["an unknown kind", ["metrik", "a"], 2, 'Did you mean "metric"?'],
  ["no name", ["metric"], 2, "NAME"],
  ["an empty name", ["metric", " "], 2, "it is empty"],
  ["a path", ["metric", "../x"], 2, "it holds a slash"],
  ["nothing to name a file after", ["metric", "→"], 2, "no letter from a to z"],
  ["a line break", ["metric", "a\nb"], 2, "control character"],
  ["a long name", ["metric", "a".repeat(81)], 2, "longer than 80"],
  ["an unknown type", ["metric", "a", "--type", "scalr"], 2, "scalar"],
  ["a type for an event", ["event", "a", "--type", "text"], 2, "--type is for metrics"],
  ["an unknown mode", ["metric", "a", "--mode", "tests"], 2, "test"],
])("refuses %s", async (_name, argv, code, message) => {
  const root = await scaffold();
  const result = await add(root, ...argv);
  expect(result.code).toBe(code);
  expect(result.err).toContain(message);
});

test("refuses a name that is taken, and changes nothing", async () => {
  const root = await scaffold();
  await add(root, "metric", "Top speed");
  const before = await readFile(join(root, "src/test-metrics.ts"), "utf8");
  const { code, err } = await add(root, "metric", "top-speed");
  expect({ code, err }).toEqual({
    code: 1,
    err: "error: src/metrics/top-speed.ts exists already\nChoose another name.\n",
  });
  expect(await readFile(join(root, "src/test-metrics.ts"), "utf8")).toBe(before);
});

test("refuses a folder that is no project", async () => {
  const { code, err } = await add(await temporaryFolder(), "metric", "a");
  expect(code).toBe(1);
  expect(err).toContain("is not in a project of create-metrics-project");
});

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodeJobMetrics, unpackJobMetrics, validateJobMetrics } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { filesBelow, temporaryFolder } from "../create/temporaryFolder.js";

const run = promisify(execFile);
const create = join(packageRoot(), "dist", "create.cjs");

/** What you do with a fresh project, step by step. */
async function byHand(logs: string): Promise<string> {
  const cwd = await temporaryFolder();
  const project = join(cwd, "metrics");
  const npm = (...argv: string[]) => run("npm", argv, { cwd: project });
  await run(
    process.execPath,
    [create, "metrics", "--yes", "--logs", logs, "--no-git", "--no-install"],
    { cwd },
  );
  await npm("install", "--no-audit", "--no-fund", "--prefer-offline");
  await npm("run", "types");
  await npm("test");
  await npm("run", "rehearse");
  return project;
}

/** The same by the README's command, without its build, which `npm test` has made. */
async function byDemo(logs: string): Promise<string> {
  const task = join(packageRoot(), "generators/tasks/demo.ts");
  const argv = ["--import", "tsx", task, "--logs", logs];
  const { stdout } = await run(process.execPath, argv, { cwd: packageRoot() });
  expect(stdout).toContain(".demo/my-metrics/rehearsal/batch/outputs/metrics.binproto");
  const project = join(packageRoot(), ".demo/my-metrics");
  expect(await readFile(join(project, "rehearsal/index.html"), "utf8")).toMatch(
    /^<!doctype html>[\s\S]*<\/html>\s*$/,
  );
  return project;
}

// With the packages that `npm test` has just built, installed from the project's own vendor folder.
describe.each([
  ["mcap", "by the demo", byDemo],
  ["csv", "by hand", byHand],
  ["jsonl", "by hand", byHand],
] as const)("a project for %s logs, %s", (logs, _, make) => {
  it("installs, type-checks, tests, builds and rehearses without an edit", {
    timeout: 600_000,
  }, async () => {
    const project = await make(logs);
    const messages = await readMessages(join(project, "rehearsal"));
    expect(Object.keys(messages).sort()).toEqual(
      expect.arrayContaining([
        "batch/outputs/metrics.binproto",
        "report/outputs/metrics.binproto",
        "tests/lap/outputs/metrics.binproto",
        "tests/slalom/outputs/metrics.binproto",
        "tests/sprint/outputs/metrics.binproto",
      ]),
    );
    const sprint = messages["tests/sprint/outputs/metrics.binproto"];
    expect(sprint?.metric("Distance traveled", "SCALAR")?.value).toBeCloseTo(13, 2);
    expect(sprint?.metric("Top speed", "SCALAR")?.value).toBeCloseTo(1.3, 2);
    expect(sprint?.metric("Top speed")?.status).toBe("FAIL_WARN");
    for (const [path, test] of Object.entries(messages)) {
      if (!path.startsWith("tests/")) continue;
      const names = test.metrics.map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining([
          "Distance traveled",
          "Top speed",
          "Speed",
          "Speed distribution",
          "Path driven",
        ]),
      );
    }
    const batch = messages["batch/outputs/metrics.binproto"];
    // Total distance over total time.
    expect(batch?.metric("Mean speed", "SCALAR")?.value).toBeCloseTo(0.585, 3);
    expect(batch?.data("speed", "doubles")?.length).toBe(3 * 201);
    const report = messages["report/outputs/metrics.binproto"];
    expect(report?.data("mean speed", "doubles")?.length).toBe(4);
  });
});

/** Every message below the folder, by its path, each of which the platform would take. */
async function readMessages(folder: string) {
  const paths = (await filesBelow(folder)).filter((path) => path.endsWith("metrics.binproto"));
  const entries = await Promise.all(
    paths.map(async (path) => {
      const message = decodeJobMetrics(await readFile(join(folder, path)));
      expect(validateJobMetrics(message), path).toEqual([]);
      return [path, unpackJobMetrics(message)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

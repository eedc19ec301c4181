import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { filesBelow, temporaryFolder } from "../create/temporaryFolder.js";

const run = promisify(execFile);
const folder = join(packageRoot(), "examples");

interface Rehearsed {
  outcome: string;
  runs: { name: string; status: string; failure?: string; figures: { name: string }[] }[];
}

/** What each example's runs come to; the metrics that its README names are among the figures. */
const expected: Record<
  string,
  { outcome: string; statuses: Record<string, string>; figures: string[] }
> = {
  drone: {
    outcome: "blocked",
    statuses: { circle: "PASSED", "too-high": "FAIL_BLOCK" },
    figures: ["Highest altitude", "Energy per meter"],
  },
  "mobile-robot": {
    outcome: "done",
    statuses: { careful: "PASSED", hasty: "FAIL_WARN" },
    figures: ["Top speed near obstacles"],
  },
  manipulator: {
    outcome: "blocked",
    statuses: { tuned: "PASSED", loose: "FAIL_BLOCK" },
    figures: ["Worst tracking error", "Settling time of the wrist"],
  },
  trajectories: {
    outcome: "done",
    statuses: { circle: "PASSED", eight: "PASSED", corridor: "FAIL_WARN", batch: "PASSED" },
    figures: ["Trajectory error", "Mean trajectory error"],
  },
};

async function samplesOf(example: string): Promise<Record<string, string>> {
  const root = join(folder, example, "samples");
  const files = await filesBelow(root);
  const texts = files.map(async (path) => [path, await readFile(join(root, path), "base64")]);
  return Object.fromEntries(await Promise.all(texts));
}

describe("the examples", () => {
  it("are all tested", async () => {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(names.sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(expected))(
    "%s builds and rehearses",
    { timeout: 120_000 },
    async (name, { outcome, statuses, figures }) => {
      const cli = join(packageRoot(), "dist/metrics-project.cjs");
      const out = await temporaryFolder();
      const cwd = join(folder, name);
      await run(process.execPath, [cli, "build"], { cwd });
      const argv = [cli, "rehearse", "--json", "--batches", "1", "--out", out];
      const { stdout } = await run(process.execPath, argv, { cwd });
      const rehearsed = JSON.parse(stdout) as Rehearsed;
      const { runs } = rehearsed;
      expect(rehearsed.outcome).toBe(outcome);
      expect(Object.fromEntries(runs.map((one) => [one.name, one.status]))).toMatchObject(statuses);
      const named = new Set(runs.flatMap((one) => one.figures.map((figure) => figure.name)));
      expect([...named]).toEqual(expect.arrayContaining(figures));
    },
  );

  it.each(Object.keys(expected))("%s has the samples that its script writes", async (name) => {
    const before = await samplesOf(name);
    const script = join(folder, name, "make-samples.ts");
    await run(process.execPath, ["--import", "tsx", script], { cwd: packageRoot() });
    expect(Object.keys(before)).not.toEqual([]);
    expect(await samplesOf(name)).toEqual(before);
  });
});

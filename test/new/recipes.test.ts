// biome-ignore-all lint/suspicious/noTemplateCurlyInString: names that look like code are what is tested
import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/new/command.js";
import { recipeNames } from "../../generators/metric/recipes.js";
import type { LogKind } from "../../generators/project/answers.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";
import { passedTests } from "./passedTests.js";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** A scaffolded project that uses this repository's packages, the runtime from its sources. */
async function scaffold(logs: LogKind): Promise<string> {
  const root = await temporaryFolder();
  const files = await renderProject({
    answers: {
      name: "my-metrics",
      logs,
      modes: ["test"],
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

describe("recipes", () => {
  it.each(["mcap", "csv"] as const)(
    "compile all together, and their tests pass (%s)",
    async (logs) => {
      const root = await scaffold(logs);
      for (const recipe of recipeNames) {
        const { code, err } = await add(root, "metric", `My ${recipe}`, "--recipe", recipe);
        expect({ code, err }).toMatchObject({ code: 0 });
      }
      const name = 'With "quotes" and ${a} `tick`';
      const quoted = await add(root, "metric", name, "--recipe", "comfort", "--topic", '/a"`${b}');
      expect(quoted).toMatchObject({ code: 0 });
      const tool = (path: string, ...args: string[]) =>
        run(process.execPath, [join(repository, "node_modules", path), ...args], {
          cwd: root,
          env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
        }).catch((error: { stdout?: string; stderr?: string }) => {
          throw new Error(`${error.stdout}\n${error.stderr}`);
        });
      await tool("typescript/bin/tsc", "-p", ".");
      // The tests do not read logs, so they run for one format only.
      if (logs === "csv") return;
      const argv = ["run", "--no-isolate", "--reporter=json", "test/metrics"];
      const { stdout } = await tool("vitest/vitest.mjs", ...argv);
      const names = [...recipeNames.map((recipe) => `my-${recipe}`), "with-quotes-and-a-tick"];
      expect(passedTests(root, stdout)).toEqual(
        names.map((one) => `test/metrics/${one}.test.ts`).sort(),
      );
    },
    300_000,
  );

  /** A project with tables in the formats of TUM, of a plane, and of KITTI; adds a metric of a recipe. */
  async function addForTables(name: string, recipe: string, topics: string) {
    const root = await scaffold("csv");
    const logs = join(root, "samples/lap/logs");
    const tum = "0.0 1 2 3 0 0 0 1\n0.1 1 2 3 0 0 0 1\n";
    const kitti = "1 0 0 1 0 1 0 2 0 0 1 3\n1 0 0 1 0 1 0 2 0 0 1 3\n";
    await writeFile(join(logs, "slam.txt"), tum);
    await writeFile(join(logs, "plane.csv"), "time,pos_x,pos_y\n0,1,2\n1,1,2\n");
    await writeFile(join(logs, "truth.txt"), kitti);
    return { root, ...(await add(root, "metric", name, "--recipe", recipe, "--topic", topics)) };
  }

  it("read the columns of a table by their names", async () => {
    const { root, code, err } = await addForTables(
      "Position error",
      "trajectory-error",
      "slam,plane",
    );
    expect(code).toBe(0);
    expect(err).not.toContain("column");
    const file = await readFile(join(root, "src/metrics/position-error.ts"), "utf8");
    const words = [
      '"slam": Record<"tx" | "ty" | "tz", number>;',
      '"plane": Record<"pos_x" | "pos_y", number>;',
      "(m) => m.tx,",
      "(m) => m.pos_y,",
      "() => 0,",
      'name: "Position error values"',
    ];
    expect(words.filter((one) => !file.includes(one))).toEqual([]);
  });

  it("report missing columns, and where to replace them", async () => {
    const { root, code, err } = await addForTables("Drift", "relative-pose-error", "slam,truth");
    expect(code).toBe(0);
    expect(err).toContain(
      "truth has no column for qx, qy, qz, qw (it has r11, r12, r13, tx, r21, r22, r23, ty, r31, r32, r33, tz): set what to read instead in src/metrics/drift.ts",
    );
    expect(await readFile(join(root, "src/metrics/drift.ts"), "utf8")).toContain("(m) => m.qw,");
  });

  it("are listed with their inputs if no name is given", async () => {
    const root = await scaffold("jsonl");
    const { code, out } = await add(root, "metric", "--recipe");
    expect(code).toBe(0);
    expect(recipeNames.filter((recipe) => !out.includes(recipe))).toEqual([]);
    expect(out).toContain("estimate (nav_msgs/Odometry), reference (nav_msgs/Odometry)");
  });

  it("add the packages that they need, and report them", async () => {
    const root = await scaffold("mcap");
    const { out, err } = await add(
      root,
      "metric",
      "ATE",
      "--recipe",
      "trajectory-error",
      "--topic",
      "/slam,/truth",
    );
    expect(out).toContain("added     ml-matrix to package.json");
    expect(err).toContain("npm install");
    const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    expect(manifest.dependencies["ml-matrix"]).toMatch(/^\^6/);
    const file = await readFile(join(root, "src/metrics/ate.ts"), "utf8");
    expect(file).toContain('const estimate = "/slam";');
    expect(file).toContain('const reference = "/truth";');
    const wired = await readFile(join(root, "src/test-metrics.ts"), "utf8");
    expect(wired).toMatch(/await addATE\(context\);/);
  });

  it.each([
    ["an unknown recipe", ["metric", "a", "--recipe", "comfrt"], 'Did you mean "comfort"?'],
    [
      "a recipe for an event",
      ["event", "a", "--recipe", "comfort"],
      "--recipe works only with metric",
    ],
    ["a recipe and a type", ["metric", "a", "--recipe", "comfort", "--type", "text"], "not both"],
    ["another mode", ["metric", "a", "--recipe", "comfort", "--mode", "batch"], "one test"],
    [
      "too many topics",
      ["metric", "a", "--recipe", "comfort", "--topic", "/a,/b"],
      "at most 1 (odometry), got 2",
    ],
  ])("are not added for %s", async (_name, argv, message) => {
    const root = await scaffold("jsonl");
    const { code, err } = await add(root, ...argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

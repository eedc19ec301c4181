import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../io/packageRoot.js";
import { runProgram } from "../io/runProgram.js";
import { checkSizes } from "./check/sizes.js";
import { staleSurfaces } from "./check/surfaces.js";

/**
 * `npm run check`: checks the packages of `npm run build` from the view of their users, and looks for dead code
 * in the repository. Exits with 1 if something must be changed.
 */
const root = packageRoot();
const vendor = join(root, ".vendor");

/** Runs a checker on a package, and returns its output if it found something. */
async function tool(file: string, ...args: string[]): Promise<string[]> {
  const command = [process.execPath, join(root, "node_modules", file), ...args] as const;
  const { code, output } = await runProgram(command, { cwd: root, env: process.env });
  return code === 0 ? [] : [output.trim()];
}

async function main(): Promise<number> {
  const names = await readdir(vendor).catch(() => []);
  const tarballs = names.filter((name) => name.endsWith(".tgz")).map((name) => join(vendor, name));
  if (tarballs.length !== 3) {
    process.stderr.write("error: no packages to check in .vendor: run `npm run build` first\n");
    return 1;
  }
  let sizes = "";
  const checks: Record<string, () => Promise<string[]>> = {
    knip: () => tool("knip/bin/knip.js", "--no-progress"),
    publint: async () => {
      const found = tarballs.map((path) => tool("publint/src/cli.js", "run", path, "--strict"));
      return (await Promise.all(found)).flat();
    },
    // Only libraries have types; the scaffolder is a program.
    "are the types wrong": async () => {
      const libraries = tarballs.filter((path) => !path.includes("create-metrics-project"));
      const attw = "@arethetypeswrong/cli/dist/index.js";
      const found = libraries.map((path) => tool(attw, path, "--profile", "esm-only"));
      return (await Promise.all(found)).flat();
    },
    sizes: async () => {
      const checked = await checkSizes(root, tarballs);
      sizes = checked.sizes;
      return checked.problems;
    },
    // Building the site fails if it has a dead link.
    documents: () => {
      const task = join("generators", "tasks", "docs.ts");
      return tool("tsx/dist/cli.mjs", "--conditions=@metrics-project/source", task);
    },
    "public surface": async () => {
      const stale = await staleSurfaces(root);
      return stale.map((path) => `${path} is stale: run \`npm run api\`, and review the changes`);
    },
  };
  let code = 0;
  await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const problems = await check();
      if (problems.length === 0) return;
      code = 1;
      process.stderr.write(`error: ${name}\n${problems.join("\n")}\n`);
    }),
  );
  process.stdout.write(`${sizes}\n`);
  return code;
}

process.exitCode = await main();

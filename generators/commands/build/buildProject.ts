import { existsSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { wordsFor } from "../../project/templateData.js";
import { bundle } from "./bundle.js";
import { copyPackages } from "./copyPackages.js";
import { findNativeModules, type NativeModule } from "./nativeModules.js";
import { readBuildSettings } from "./readBuildSettings.js";

/** The project's folder for files that the metrics read at run time. */
const assetsFolder = "assets";

/** Bundles the project in the current folder; returns the exit code. */
export async function buildProject(
  world: World,
  { standalone }: { readonly standalone: boolean },
): Promise<number> {
  const root = world.cwd;
  const { external } = await readBuildSettings(root);
  const { problems, warnings, native, packages } = await bundle(root, external);
  for (const warning of warnings) world.stderr.write(warning);
  const met = [...native, ...(await findNativeModules(packages))];
  if (met.length > 0) throw nativeError(root, met, external);
  if (problems.length > 0) {
    for (const problem of problems) world.stderr.write(problem);
    throw new CommandError("bundling the project failed", {
      hint: "Fix the errors printed above; each shows its place in the sources.",
    });
  }
  const dist = join(root, "dist");
  // Copies of an earlier build would be found before their originals.
  for (const folder of ["node_modules", assetsFolder]) {
    await rm(join(dist, folder), { recursive: true, force: true });
  }
  if (standalone) {
    await copyPackages(root, external, join(dist, "node_modules"));
    const assets = join(root, assetsFolder);
    if (existsSync(assets)) await cp(assets, join(dist, assetsFolder), { recursive: true });
  }
  return 0;
}

function nativeError(
  root: string,
  met: readonly NativeModule[],
  external: readonly string[],
): CommandError {
  const names = [...new Set(met.map(({ name }) => name))];
  const lines = names.map((name) => `  ${name} (${met.find((one) => one.name === name)?.file})`);
  const list = [...external, ...names].map((name) => JSON.stringify(name)).join(", ");
  return new CommandError(
    `native modules cannot be bundled, and these packages contain one:\n${lines.join("\n")}`,
    {
      hint: `Add "metricsBuild": { "external": [${list}] } to package.json, and each package to its "dependencies" (${wordsFor(root).add} NAME). The image then includes them.`,
    },
  );
}

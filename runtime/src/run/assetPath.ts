import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../errors.js";

const folderName = "assets";

/**
 * Where a file of the project's `assets` folder is: a model, a map, a table of reference values. The
 * same in development, in tests and in the image, whatever the working directory is there.
 *
 * @param name relative to the folder, "/" between folders: `maps/town.json`
 * @returns the absolute path
 * @throws ConfigError where it is not there, naming where it was looked for and what is there instead
 */
export function assetPath(name: string): string {
  const folder = assetsFolder();
  const path = folder === undefined ? undefined : resolve(folder, name);
  if (folder === undefined || path === undefined) {
    throw new ConfigError(`there is no folder ${folderName}, where "${name}" should be`, {
      hint: `Make ${folderName}/ beside package.json: the image takes along what is in it.`,
    });
  }
  if (!path.startsWith(folder + sep)) {
    throw new ConfigError(`an asset must be a file below ${folder}, got "${name}"`);
  }
  if (!existsSync(path)) {
    const there = readdirSync(folder);
    throw new ConfigError(`there is no asset "${name}" in ${folder}`, {
      hint: there.length === 0 ? "The folder is empty." : `It has: ${there.sort().join(", ")}.`,
    });
  }
  return path;
}

/**
 * In an image it stands beside the bundle, in a project beside the folder of the bundle; where nothing
 * is bundled, as in tests, the current folder or the nearest above it has it.
 */
function assetsFolder(): string | undefined {
  const own = dirname(fileURLToPath(import.meta.url));
  const isBundled = !own.split(sep).includes("node_modules");
  const beside = isBundled ? [own, dirname(own)] : [];
  const candidates = [...beside, ...foldersFrom(process.cwd())];
  return candidates.map((folder) => join(folder, folderName)).find((folder) => existsSync(folder));
}

function foldersFrom(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersFrom(above)];
}

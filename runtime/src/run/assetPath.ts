import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../errors.js";
import { isBelow } from "./isBelow.js";

const folderName = "assets";

/**
 * Returns the path of a file in the project's `assets` folder: a model, a map, a table of reference values. Works
 * in development, in tests and in the image, and does not depend on the working directory.
 *
 * @param name path relative to the folder, with forward slashes: `maps/town.json`
 * @returns the absolute path
 * @throws ConfigError if the file does not exist; it names the searched folder and its files
 */
export function assetPath(name: string): string {
  const folder = assetsFolder();
  const path = folder === undefined ? undefined : resolve(folder, name);
  if (folder === undefined || path === undefined) {
    throw new ConfigError(`there is no folder ${folderName}, which should contain "${name}"`, {
      hint: `Create ${folderName}/ next to package.json. The image includes its files.`,
    });
  }
  if (!isBelow(folder, path)) {
    throw new ConfigError(`an asset must be a file in ${folder}, got "${name}"`);
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
 * In an image it is next to the bundle, in a project next to the bundle's folder. Without a bundle, as in
 * tests, it is in the working directory or its nearest parent that has one.
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

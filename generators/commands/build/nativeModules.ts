import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { slashedFrom } from "../../io/slashed.js";
import { findPackage, nameOf } from "./findPackage.js";

/** A package that loads a native module relative to its own location, which a bundle would change. */
export interface NativeModule {
  readonly name: string;
  /** The .node file, relative to the package's folder. */
  readonly file: string;
}

/** Maximum depth of the search for .node files: prebuilt ones are in folders per system. */
const mostFolders = 6;

/**
 * The bundled packages that contain a native module, either themselves or in their optional packages per
 * platform. They load it at run time, which no bundler sees.
 */
export async function findNativeModules(packages: readonly string[]): Promise<NativeModule[]> {
  const found = await Promise.all(
    packages.map(async (folder): Promise<NativeModule[]> => {
      const name = nameOf(folder);
      const own = await firstNodeFile(folder);
      if (own !== undefined) return [{ name, file: slashedFrom(folder, own) }];
      for (const part of await optionalPackagesOf(folder)) {
        const installed = findPackage(part, folder);
        const file = installed === undefined ? undefined : await firstNodeFile(installed);
        if (file !== undefined && installed !== undefined) {
          return [{ name, file: `${part}/${slashedFrom(installed, file)}` }];
        }
      }
      return [];
    }),
  );
  return found.flat();
}

async function firstNodeFile(folder: string, depth = 0): Promise<string | undefined> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const file = entries.find((entry) => entry.isFile() && entry.name.endsWith(".node"));
  if (file !== undefined) return join(folder, file.name);
  if (depth === mostFolders) return undefined;
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name === "node_modules") continue;
    const below = await firstNodeFile(join(folder, entry.name), depth + 1);
    if (below !== undefined) return below;
  }
  return undefined;
}

async function optionalPackagesOf(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
  const manifest: { optionalDependencies?: Record<string, string> } = JSON.parse(text);
  return Object.keys(manifest.optionalDependencies ?? {});
}

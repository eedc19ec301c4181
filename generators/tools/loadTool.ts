import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * A module among the tools that were installed below `folder`.
 *
 * @param path its file below node_modules, with slashes
 */
export async function loadTool<T>(folder: string, path: string): Promise<T> {
  const file = pathToFileURL(join(folder, "node_modules", ...path.split("/"))).href;
  const loaded = (await import(file)) as T & { default?: T };
  // How a CommonJS module arrives depends on who loads it.
  return loaded.default ?? loaded;
}

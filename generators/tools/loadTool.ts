import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Loads a module of the tools that were installed in `folder`.
 *
 * @param path its file in node_modules, with slashes
 */
export async function loadTool<T>(folder: string, path: string): Promise<T> {
  const file = pathToFileURL(join(folder, "node_modules", ...path.split("/"))).href;
  const loaded = (await import(file)) as T & { default?: T };
  // The shape of a CommonJS module depends on its loader.
  return loaded.default ?? loaded;
}

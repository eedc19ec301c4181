import { dirname, join } from "node:path";
import { pathKind } from "../io/pathKind.js";

/** The paths of a project's config, relative to its folder, in order of precedence. */
export const configPaths = [
  ".resim/metrics/config.resim.yml",
  ".resim/metrics/config.resim.yaml",
] as const;

/** The config of the project in `root`, relative to it; undefined if it has none. */
export function findConfig(root: string): string | undefined {
  return configPaths.find((path) => {
    const kind = pathKind(join(root, path));
    return kind === "file" || kind === "link";
  });
}

/** The folder of a config's Liquid templates, next to it. */
export function templatesFolder(config: string): string {
  return join(dirname(config), "templates");
}

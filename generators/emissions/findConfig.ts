import { dirname, join } from "node:path";
import { pathKind } from "../io/pathKind.js";

/** The places of a project's config, below its folder, in the order in which they are tried. */
export const configPaths = [
  ".resim/metrics/config.resim.yml",
  ".resim/metrics/config.resim.yaml",
] as const;

/** The config of the project in `root`, relative to it; undefined where it has none. */
export function findConfig(root: string): string | undefined {
  return configPaths.find((path) => {
    const kind = pathKind(join(root, path));
    return kind === "file" || kind === "link";
  });
}

/** The folder of a config's Liquid templates: beside it. */
export function templatesFolder(config: string): string {
  return join(dirname(config), "templates");
}

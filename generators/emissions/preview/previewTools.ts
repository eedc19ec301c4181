import type { World } from "../../cli/command.js";
import { loadTool } from "../../tools/loadTool.js";
import type { ToolSet } from "../../tools/ToolSet.js";
import { toolFolder } from "../../tools/toolFolder.js";

/** The database used instead of the platform's. */
export type DuckDB = typeof import("@duckdb/node-api");

/** The template language of custom charts. */
export type Liquid = typeof import("liquidjs");

/** Packages for the preview, which this package does not depend on. */
export interface PreviewTools {
  duckdb: DuckDB;
  liquid: Liquid;
}

/** DuckDB and liquidjs, at the versions of the lockfile in `tools`. */
const previewTools: ToolSet = {
  name: "the tools of the preview",
  packages: "DuckDB and liquidjs",
  size: "80 MB",
  shipped: "generators/emissions/preview/tools",
  async tryOut(folder) {
    const { duckdb } = await toolsIn(folder);
    const instance = await duckdb.DuckDBInstance.create(":memory:");
    instance.closeSync();
  },
};

/**
 * The tools. If they are missing, prints that and downloads them first.
 * @throws CommandError if they can neither be found nor downloaded
 */
export async function findPreviewTools(
  world: Pick<World, "cwd" | "env" | "signal" | "stderr">,
): Promise<PreviewTools> {
  return await toolsIn(await toolFolder(world, previewTools));
}

async function toolsIn(folder: string): Promise<PreviewTools> {
  const [duckdb, liquid] = await Promise.all([
    loadTool<DuckDB>(folder, "@duckdb/node-api/lib/index.js"),
    loadTool<Liquid>(folder, "liquidjs/dist/liquid.node.js"),
  ]);
  return { duckdb, liquid };
}

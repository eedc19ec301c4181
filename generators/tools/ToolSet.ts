import type { Environment } from "../io/childEnvironment.js";

/** Packages that a command needs in addition to ours. They are fetched together on first use. */
export interface ToolSet {
  /** Name in messages, in the plural: "the generators". */
  name: string;
  /** The packages, as messages list them. */
  packages: string;
  /** Disk space that they need, with its unit. */
  size: string;
  /** Folder with their package.json and lockfile, relative to our sources, with slashes. */
  shipped: string;
  /**
   * Starts the tools that were installed in `folder`, before they are accepted.
   * @throws Error if a tool does not start
   */
  tryOut(folder: string, env: Environment, signal: AbortSignal): Promise<void>;
}

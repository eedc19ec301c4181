import type { Environment } from "../io/childEnvironment.js";

/** Packages that a command needs beyond ours, fetched together when they are first needed. */
export interface ToolSet {
  /** For a person, in the plural: "the generators". */
  name: string;
  /** What they are, for a person. */
  packages: string;
  /** Room that they take, with its unit. */
  size: string;
  /** Folder with their package.json and lockfile, relative to our sources, with slashes. */
  shipped: string;
  /**
   * Starts what was installed below `folder`, before it is taken for good.
   * @throws Error where it does not start
   */
  tryOut(folder: string, env: Environment, signal: AbortSignal): Promise<void>;
}

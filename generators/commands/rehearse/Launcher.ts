import type { World } from "../../cli/command.js";

/** The folders of one run, absolute. */
export interface RunFolders {
  inputs: string;
  outputs: string;
  /** File that receives everything the run prints. */
  log: string;
}

/** How a run's process ended. */
export interface ProcessEnd {
  /** Exit code; undefined if a signal ended the process or it could not be started. */
  code: number | undefined;
  /** Why there is no exit code, or why the process was stopped. */
  reason?: string;
  seconds: number;
  /** The end of its stderr. */
  stderr: string;
  /** The warnings it logged: lines of stderr that start with `warning: `, without this prefix. */
  warnings: string[];
}

/** Starts the build with the given folders, the way the platform does: as a process or a container. */
export interface Launcher {
  /** The build, as messages name it. */
  readonly build: string;
  /** Host name by which a run reaches a server on this machine. */
  readonly hostName: string;
  /** @throws Error if something required is missing, before anything is started */
  prepare(world: World): Promise<void>;
  /**
   * Identifies this build on any machine: `sha256:` and 64 digits, or the name of an image without a digest.
   * Call it after {@link prepare}.
   */
  fingerprint(world: World): Promise<string>;
  launch(world: World, folders: RunFolders, timeout: number): Promise<ProcessEnd>;
}

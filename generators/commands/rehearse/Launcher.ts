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
  /** What is started, as the user knows it. */
  readonly build: string;
  /** Host name by which a run reaches a server on this machine. */
  readonly hostName: string;
  /** @throws Error if something required is missing, before anything is started */
  prepare(world: World): Promise<void>;
  /**
   * What tells this build from others on any machine: `sha256:` and 64 digits of what is started; of an
   * image without a digest, its name. To be asked when it is prepared.
   */
  fingerprint(world: World): Promise<string>;
  launch(world: World, folders: RunFolders, timeout: number): Promise<ProcessEnd>;
}

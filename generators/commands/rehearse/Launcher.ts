import type { World } from "../../cli/command.js";

/** The folders of one run, absolute. */
export interface RunFolders {
  inputs: string;
  outputs: string;
  /** File that takes everything the run prints. */
  log: string;
}

/** How a run's process ended. */
export interface ProcessEnd {
  /** Exit code; undefined where a signal ended it or it could not be started. */
  code: number | undefined;
  /** Why there is no exit code, or what was done to it. */
  reason?: string;
  seconds: number;
  /** The end of what it printed on stderr. */
  stderr: string;
  /** The warnings that it logged: lines of stderr that begin with `warning: `, without that. */
  warnings: string[];
}

/** Starts the build on given folders, as the platform would: a process, or a container. */
export interface Launcher {
  /** What is started, as a person knows it. */
  readonly build: string;
  /** Host name under which a run reaches a server of this machine. */
  readonly hostName: string;
  /** @throws Error that says what is missing, before anything is started */
  prepare(world: World): Promise<void>;
  /**
   * What tells this build from others on any machine: `sha256:` and 64 digits of what is started; of an
   * image without a digest, its name. To be asked when it is prepared.
   */
  fingerprint(world: World): Promise<string>;
  launch(world: World, folders: RunFolders, timeout: number): Promise<ProcessEnd>;
}

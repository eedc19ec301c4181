import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../../io/CommandError.js";

/** The file in a rehearsal's folder that says what of it is on the platform. */
export const stateFile = "pushed.json";

/** How far a test has come. */
interface PushedTest {
  jobID: string;
  /** SHA-256 of each file that is there, by its name. */
  files: Record<string, string>;
  closed: boolean;
}

/** How far a push has come, so that the next one goes on there. */
export interface PushState {
  version: 1;
  apiURL: string;
  projectID: string;
  batchID: string;
  /** When the rehearsal started that is pushed: another one is another batch. */
  rehearsal: string;
  closed: boolean;
  tests: Record<string, PushedTest>;
}

/** What an earlier push left; undefined where there was none. */
export async function readState(folder: string): Promise<PushState | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, stateFile), "utf8");
  } catch {
    return undefined;
  }
  try {
    const state = JSON.parse(text) as PushState;
    if (state.version !== 1 || typeof state.batchID !== "string") throw new Error("unknown format");
    return state;
  } catch (cause) {
    throw new CommandError(`cannot read ${stateFile} in the folder of the rehearsal`, {
      hint: "Remove it to push the rehearsal as a new batch.",
      cause,
    });
  }
}

/** Written whole: a push that is broken off leaves the last state. */
export async function writeState(folder: string, state: PushState): Promise<void> {
  const file = join(folder, stateFile);
  const aside = `${file}.${process.pid}.tmp`;
  await writeFile(aside, `${JSON.stringify(state, null, 2)}\n`);
  await rename(aside, file);
}

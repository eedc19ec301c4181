import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import { renamePatiently } from "../../io/renamePatiently.js";

/** The file in a rehearsal's folder that records what has been uploaded. */
export const stateFile = "pushed.json";

/** The progress of a test. */
interface PushedTest {
  jobID: string;
  /** SHA-256 of each uploaded file, by name. */
  files: Record<string, string>;
  closed: boolean;
}

/** The progress of a push, so that the next one can resume. */
export interface PushState {
  version: 1;
  apiURL: string;
  projectID: string;
  batchID: string;
  /** Start time of the pushed rehearsal: another rehearsal becomes another batch. */
  rehearsal: string;
  closed: boolean;
  tests: Record<string, PushedTest>;
}

/** The state of an earlier push; undefined if there was none. */
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

/** Written atomically: an interrupted push leaves the last state. */
export async function writeState(folder: string, state: PushState): Promise<void> {
  const file = join(folder, stateFile);
  const aside = `${file}.${process.pid}.tmp`;
  await writeFile(aside, `${JSON.stringify(state, null, 2)}\n`);
  await renamePatiently(aside, file);
}

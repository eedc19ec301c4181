import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is removed, with all that is in it, when it is disposed of. */
export interface TemporaryFolder extends AsyncDisposable {
  /** Absolute. */
  readonly path: string;
}

/**
 * @param parent where it is made, if that matters. Default: where the system keeps temporary files
 * @throws the system's error where it cannot be made
 */
export async function makeTemporaryFolder(parent?: string): Promise<TemporaryFolder> {
  if (parent !== undefined) await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(parent ?? tmpdir(), ".metrics-project-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is removed with its contents on disposal. */
export interface TemporaryFolder extends AsyncDisposable {
  /** Absolute. */
  readonly path: string;
}

/**
 * @param parent the folder to create it in. Default: the system's folder for temporary files
 * @throws the system's error if it cannot be created
 */
export async function makeTemporaryFolder(parent?: string): Promise<TemporaryFolder> {
  if (parent !== undefined) await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(parent ?? tmpdir(), ".metrics-project-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

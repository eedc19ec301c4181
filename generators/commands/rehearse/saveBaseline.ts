import { basename, dirname, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { writeBaseline } from "../../compare/side/Baseline.js";
import { readSide } from "../../compare/side/readSide.js";
import { writeFiles } from "../../io/writeFiles.js";

/**
 * Writes the results of a rehearsal to a file small enough for a repository.
 *
 * @param out the rehearsal's folder
 * @param file path of the file, as the user wrote it
 * @throws CommandError if it cannot be written; nothing is changed then
 */
export async function saveBaseline(world: World, out: string, file: string): Promise<void> {
  const { project, startedAt, commit, runs } = await readSide(world.cwd, out, "the rehearsal");
  const digests = [];
  for (const run of runs) digests.push((await run.load()).digest);
  const content = writeBaseline({ project, startedAt, commit, runs: digests });
  const path = resolve(world.cwd, file);
  await writeFiles(dirname(path), [{ path: basename(path), content }], world.signal);
}

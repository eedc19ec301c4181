import { access, constants, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { externalFile } from "../data/externalFile.js";
import type { ExternalFile } from "../data/series.js";
import { removeEmissions } from "../emissions/EmissionsFile.js";
import { EMISSIONS_FILE } from "../emissions/EmissionsWriter.js";
import { reasonOf, unwritable } from "../unwritable.js";
import { METRICS_FILE, outputPath } from "./outputPath.js";
import { removeLeftovers, writeAside } from "./writeAside.js";

/** Where the platform expects the results of a run. */
export const DEFAULT_OUTPUTS = "/tmp/resim/outputs";

/** The outputs folder, as the metrics functions see it. */
export interface Outputs {
  /** Absolute or relative path of the folder that metrics.binproto will be written to. */
  readonly dir: string;
  /**
   * Writes a file next to the message, and returns the metrics data to use in image metrics. The platform
   * uploads the file as a log of the run. An existing file of the same path is replaced.
   *
   * @param path relative to the outputs folder, with forward slashes; missing subfolders are created
   * @param content bytes, or a string to write as UTF-8
   * @throws {MetricDefinitionError} if the path is absolute, leaves the folder, or is that of
   *   metrics.binproto or the emissions in any case of letters. On Windows, also if no file can have that name
   * @throws {ConfigError} if the disk is full or the folder is not writable
   */
  file(path: string, content: Uint8Array | string): Promise<ExternalFile>;
}

/**
 * Checks that results can be written to `dir`, before anything is computed.
 *
 * @param signal once it is aborted, no further file is written
 * @param emissionsFile name of the run's emissions file
 * @throws {ConfigError} if they cannot
 */
export async function prepareOutputs(
  dir: string,
  signal?: AbortSignal,
  emissionsFile: string = EMISSIONS_FILE,
): Promise<Outputs> {
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
    // Results of an earlier run must not survive a failed run.
    await rm(join(dir, METRICS_FILE), { force: true });
    removeEmissions(join(dir, emissionsFile));
  } catch (error) {
    throw unwritable(dir, error);
  }
  // For each folder that this run writes to, before its first file there.
  const cleaned = new Map<string, Promise<void>>();
  const clean = (folder: string) => {
    const cleaning = cleaned.get(folder) ?? removeLeftovers(folder);
    cleaned.set(folder, cleaning);
    return cleaning;
  };
  await clean(dir);
  return {
    dir,
    async file(path, content) {
      const inside = outputPath(path, emissionsFile);
      signal?.throwIfAborted();
      try {
        await clean(dirname(join(dir, inside)));
        await writeAside(join(dir, inside), content);
      } catch (error) {
        throw unwritable(join(dir, inside), error);
      }
      return externalFile(inside, inside);
    },
  };
}

/** Writes the bytes of the message, completely or not at all. */
export async function writeMessage(outputs: Outputs, bytes: Uint8Array): Promise<string> {
  const path = join(outputs.dir, METRICS_FILE);
  try {
    await writeAside(path, bytes);
  } catch (error) {
    throw unwritable(path, error);
  }
  return path;
}

/**
 * Removes the results of a failed run. Synchronous, because the process may be about to end.
 *
 * @returns a warning if one of them cannot be removed
 */
export function removeResults(
  dir: string,
  emissionsFile: string = EMISSIONS_FILE,
): string | undefined {
  const paths = [join(dir, METRICS_FILE), join(dir, emissionsFile)];
  const left = paths.flatMap((path) => {
    try {
      removeEmissions(path);
      return [];
    } catch (error) {
      return [
        `${path} is not a result of this run, which failed, and cannot be removed: ${reasonOf(error)}`,
      ];
    }
  });
  return left[0];
}

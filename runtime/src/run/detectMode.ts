import { stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../errors.js";

/** Where the platform puts the inputs of a run. */
export const DEFAULT_INPUTS = "/tmp/resim/inputs";

/** The file whose presence makes a run a batch run. */
export const BATCH_CONFIG_FILE = "batch_metrics_config.json";

/** The file whose presence makes a run a report run. */
export const REPORT_CONFIG_FILE = "report_config.json";

/** The mode of a run, and the location of its inputs. */
export type DetectedMode =
  | { mode: "test"; logsDir: string; experienceDir: string }
  | { mode: "batch"; configPath: string }
  | { mode: "report"; configPath: string };

/**
 * Detects the mode of a run by its input files: a report config, a batch config, or neither for a test. In
 * test mode, one of the two folders may be absent; its path is returned anyway.
 *
 * @param inputsDir folder to look in; default {@link DEFAULT_INPUTS}
 * @throws {ConfigError} if both config files exist, or no inputs at all
 */
export async function detectMode(inputsDir: string = DEFAULT_INPUTS): Promise<DetectedMode> {
  const batchConfig = join(inputsDir, BATCH_CONFIG_FILE);
  const reportConfig = join(inputsDir, REPORT_CONFIG_FILE);
  const logsDir = join(inputsDir, "logs");
  const experienceDir = join(inputsDir, "experience");
  const [isBatch, isReport, hasLogs, hasExperience] = await Promise.all([
    exists(batchConfig),
    exists(reportConfig),
    isFolder(logsDir),
    isFolder(experienceDir),
  ]);

  if (isBatch && isReport) {
    throw new ConfigError(
      `${inputsDir} holds both ${BATCH_CONFIG_FILE} and ${REPORT_CONFIG_FILE}, so the mode of this run is ambiguous`,
      { hint: "Remove the file that does not belong to this run." },
    );
  }
  if (isReport) return { mode: "report", configPath: reportConfig };
  if (isBatch) return { mode: "batch", configPath: batchConfig };
  if (!hasLogs && !hasExperience) {
    throw new ConfigError(
      `${inputsDir} holds no inputs: looked for ${REPORT_CONFIG_FILE} (report), ${BATCH_CONFIG_FILE} (batch), and the folders logs/ or experience/ (test)`,
      { hint: "Set METRICS_INPUTS to a folder that contains one of them, or mount it there." },
    );
  }
  return { mode: "test", logsDir, experienceDir };
}

async function exists(path: string): Promise<boolean> {
  return (await statOf(path)) !== undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return (await statOf(path))?.isDirectory() ?? false;
}

/** A missing path is not an error; anything else is, for example an unreadable folder. */
async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new ConfigError(`cannot access ${path}: ${String(code ?? error)}`, { cause: error });
  }
}

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  decodeJobMetrics,
  METRICS_FILE,
  type MetricsFunctions,
  runMetricsBuild,
  type UnpackedJobMetrics,
  unpackJobMetrics,
} from "@metrics-project/runtime";

/** What a run on the local platform gave: the metrics that it wrote, to look up by name. */
export interface PlatformRun {
  /** What it wrote: `written.metric("Mean speed", "SCALAR")?.value`. */
  readonly written: UnpackedJobMetrics;
  /** What it logged as a warning, in order. */
  readonly warnings: readonly string[];
}

/** Options of a run on the local platform. */
export interface PlatformRunOptions {
  /** Ends the run when aborted. */
  signal?: AbortSignal;
}

/**
 * Runs one function of a metrics build as the platform does: with a config file in its inputs folder, which
 * is all that tells it the mode. What it wrote is validated.
 *
 * @param keep is given the folder of the results before it goes
 * @throws Error with what the run printed, where it failed
 */
export async function runOnPlatform(
  functions: MetricsFunctions,
  [name, config]: readonly [name: string, config: object],
  { signal }: PlatformRunOptions,
  keep: (outputsDir: string) => Promise<unknown>,
): Promise<PlatformRun> {
  const folder = await mkdtemp(join(tmpdir(), "metrics-run-"));
  try {
    const [inputs, outputs] = [join(folder, "inputs"), join(folder, "outputs")];
    await mkdir(inputs);
    await mkdir(outputs);
    await writeFile(join(inputs, name), JSON.stringify(config));
    let printed = "";
    const stderr = {
      write(text: string) {
        printed += text;
        return true;
      },
    };
    const result = await runMetricsBuild(functions, {
      inputs,
      outputs,
      // The machine's variables name other folders and tokens.
      env: {},
      stderr,
      ownsProcess: false,
      ...(signal && { signal }),
    });
    if (result.exitCode !== 0) {
      throw new Error(printed.trimEnd() || `the run ended with ${result.exitCode}`, {
        cause: result.error,
      });
    }
    await keep(outputs);
    const message = decodeJobMetrics(await readFile(join(outputs, METRICS_FILE)));
    return { written: unpackJobMetrics(message), warnings: result.warnings };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

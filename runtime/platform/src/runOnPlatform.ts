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

/** The result of a run on the local platform: its metrics, to look up by name. */
export interface PlatformRun {
  /** The output of the run: `written.metric("Mean speed", "SCALAR")?.value`. */
  readonly written: UnpackedJobMetrics;
  /** The warnings that it logged, in order. */
  readonly warnings: readonly string[];
}

/** Options of a run on the local platform. */
export interface PlatformRunOptions {
  /** Ends the run when aborted. */
  signal?: AbortSignal;
}

/**
 * Runs one function of a metrics build as the platform does: with a config file in its inputs folder, which alone
 * determines the mode. The output is validated.
 *
 * @param keep receives the folder of the results before it is removed
 * @throws Error with the output of the run, if it failed
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
      // The machine's own variables would name other folders and tokens.
      env: {},
      stderr,
      ownsProcess: false,
      ...(signal && { signal }),
    });
    if (result.exitCode !== 0) {
      throw new Error(printed.trimEnd() || `the run ended with exit code ${result.exitCode}`, {
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

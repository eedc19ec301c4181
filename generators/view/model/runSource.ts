import type { JobMetrics } from "@metrics-project/runtime/messages";
import type { RunKind } from "./pageData.js";

/** A file that a message refers to. */
export interface ViewFile {
  /** Its content; needed for images, which are embedded in the page. */
  readonly bytes?: Uint8Array;
  /** The link to it. */
  readonly href?: string;
  /** Why it is missing. */
  readonly missing?: string;
}

/** One message to show, or one run without a message. */
export interface RunSource {
  readonly kind: RunKind;
  readonly name: string;
  /** Undefined if the run failed; then `failure` says why. */
  readonly message?: JobMetrics | undefined;
  readonly failure?: string | undefined;
  /** Short facts to show beside the name, such as the duration of the run. */
  readonly facts?: readonly (readonly [name: string, value: string])[];
  /** A synthetic batch, because there is no real earlier one. Default: false. */
  readonly madeUp?: boolean;
  /** Wall-clock seconds that it took. */
  readonly seconds?: number | undefined;
  /** The end of its output, and the number of omitted bytes before it. */
  readonly log?: LogSource | undefined;
  /** Warnings in the log of the run, without those of the validator. */
  readonly warnings?: readonly string[];
  /** By the path in the message, see {@link externalPaths}. */
  readonly files?: ReadonlyMap<string, ViewFile>;
}

/** The output of a run. */
export interface LogSource {
  readonly text: string;
  /** Bytes of the log before `text`. */
  readonly omitted: number;
  /** The link to the complete output. */
  readonly href?: string;
}

/** The paths of all external files of a message, relative to the folder that contains it. */
export function externalPaths(message: JobMetrics): string[] {
  const paths = message.metricsData.flatMap(({ data }) =>
    data?.$case === "externalFile" ? [data.value.path] : [],
  );
  return [...new Set(paths)];
}

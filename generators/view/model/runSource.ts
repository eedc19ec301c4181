import type { JobMetrics } from "@metrics-project/runtime/messages";
import type { RunKind } from "./pageData.js";

/** A file that a message points to. */
export interface ViewFile {
  /** Its content; needed for images, which the page holds itself. */
  readonly bytes?: Uint8Array;
  /** Where the page can link to it. */
  readonly href?: string;
  /** Why it is not there. */
  readonly missing?: string;
}

/** One message to show, or one run that did not write any. */
export interface RunSource {
  readonly kind: RunKind;
  readonly name: string;
  /** Undefined if the run failed; then `failure` says why. */
  readonly message?: JobMetrics | undefined;
  readonly failure?: string | undefined;
  /** Small facts to show beside the name, such as the time that the run took. */
  readonly facts?: readonly (readonly [name: string, value: string])[];
  /** A batch that was made up for want of an earlier one. Default: false. */
  readonly madeUp?: boolean;
  /** Wall-clock seconds that it took. */
  readonly seconds?: number | undefined;
  /** What it printed: the end of it, and the bytes left out before. */
  readonly log?: LogSource | undefined;
  /** What the run warned of in its log; what the validator says of the message need not be here. */
  readonly warnings?: readonly string[];
  /** By the path that the message gives, see {@link externalPaths}. */
  readonly files?: ReadonlyMap<string, ViewFile>;
}

/** What a run printed. */
export interface LogSource {
  readonly text: string;
  /** Bytes of the log before `text`. */
  readonly omitted: number;
  /** Where the page can link to all of it. */
  readonly href?: string;
}

/** The paths of all external files of a message, relative to the folder that holds it. */
export function externalPaths(message: JobMetrics): string[] {
  const paths = message.metricsData.flatMap(({ data }) =>
    data?.$case === "externalFile" ? [data.value.path] : [],
  );
  return [...new Set(paths)];
}

import type { Log } from "../log.js";

/** Progress of reading. */
export interface LogProgress {
  /** Processed bytes of the recordings. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Seconds since the start. */
  readonly seconds: number;
}

/** Milliseconds between two lines. */
const interval = 5000;

/** Milliseconds of a monotonic clock. Not `performance.now()`: its module takes a millisecond to load. */
const monotonic = () => Number(process.hrtime.bigint()) / 1e6;

/** Counts processed bytes and reports them: to `report`, or else every few seconds to `log`. */
export class ReadProgress {
  readonly #log: Log;
  readonly #report: ((progress: LogProgress) => void) | undefined;
  readonly #positions = new Map<string, number>();
  readonly #totalBytes: number;
  readonly #started = monotonic();
  /** The activity, as the start of a line: `reading logs`. */
  readonly #doing: string;
  #spoke = monotonic();

  constructor(
    doing: string,
    log: Log,
    totalBytes: number,
    report: ((progress: LogProgress) => void) | undefined,
  ) {
    this.#doing = doing;
    this.#log = log;
    this.#totalBytes = totalBytes;
    this.#report = report;
  }

  /** Processed bytes of one file. */
  at(path: string, position: number): void {
    this.#positions.set(path, position);
    const now = monotonic();
    if (this.#report === undefined && now - this.#spoke < interval) return;
    let bytes = 0;
    for (const one of this.#positions.values()) bytes += one;
    const progress = {
      bytes,
      totalBytes: this.#totalBytes,
      seconds: (now - this.#started) / 1000,
    };
    this.#spoke = now;
    if (this.#report !== undefined) this.#report(progress);
    else this.#log.info(`${this.#doing}: ${describe(progress)}`);
  }
}

function describe({ bytes, totalBytes, seconds }: LogProgress): string {
  const megabytes = (value: number) => (value / 1e6).toFixed(value < 1e7 ? 1 : 0);
  const share = totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes);
  return `${megabytes(bytes)} of ${megabytes(totalBytes)} MB (${share} %, ${megabytes(bytes / seconds)} MB/s)`;
}

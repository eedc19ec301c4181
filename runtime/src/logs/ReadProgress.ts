import type { Log } from "../log.js";

/** How far reading is. */
export interface LogProgress {
  /** Bytes of the recordings that are behind. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Seconds since reading began. */
  readonly seconds: number;
}

/** Milliseconds between two lines. */
const interval = 5000;

/** Counts the bytes that are behind, and says so every few seconds. */
export class ReadProgress {
  readonly #log: Log;
  readonly #report: ((progress: LogProgress) => void) | undefined;
  readonly #positions = new Map<string, number>();
  readonly #totalBytes: number;
  readonly #started = performance.now();
  #spoke = performance.now();

  constructor(log: Log, totalBytes: number, report: ((progress: LogProgress) => void) | undefined) {
    this.#log = log;
    this.#totalBytes = totalBytes;
    this.#report = report;
  }

  /** Bytes of one file that are behind. */
  at(path: string, position: number): void {
    this.#positions.set(path, position);
    const now = performance.now();
    const speaks = now - this.#spoke >= interval;
    if (!speaks && this.#report === undefined) return;
    let bytes = 0;
    for (const one of this.#positions.values()) bytes += one;
    const progress = {
      bytes,
      totalBytes: this.#totalBytes,
      seconds: (now - this.#started) / 1000,
    };
    this.#report?.(progress);
    if (!speaks) return;
    this.#spoke = now;
    this.#log.info(describe(progress));
  }
}

function describe({ bytes, totalBytes, seconds }: LogProgress): string {
  const megabytes = (value: number) => (value / 1e6).toFixed(value < 1e7 ? 1 : 0);
  const share = totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes);
  return `reading logs: ${megabytes(bytes)} of ${megabytes(totalBytes)} MB (${share} %, ${megabytes(bytes / seconds)} MB/s)`;
}

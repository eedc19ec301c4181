import type { RunResult, RunStatus } from "./RunResult.js";

/** With more runs than this, the table shows only tests that did not pass. `--json` always lists every run. */
export const fewTests = 50;

/** Maximum rows for such tests: ten thousand failures with one cause are better counted. */
const mostRows = 100;

const notPassed: readonly RunStatus[] = ["ERROR", "FAIL_BLOCK", "FAIL_WARN"];

/** Whether the table of this many runs shows only tests that did not pass. */
export function isLarge(planned: number): boolean {
  return planned > fewTests;
}

/** Decides which runs get a row in the table, in the order in which they end. */
export class TableRows {
  readonly #all: boolean;
  #shown = 0;
  /** Number of tests that did not pass and got no row. */
  leftOut = 0;

  constructor(planned: number) {
    this.#all = !isLarge(planned);
  }

  /** Whether this finished run gets a row. Call it once per run. */
  take({ kind, status }: RunResult): boolean {
    if (this.#all) return true;
    // The batch and the report are the result of all tests.
    if (kind === "test" && !notPassed.includes(status)) return false;
    if (kind !== "test" || this.#shown < mostRows) {
      this.#shown += 1;
      return true;
    }
    this.leftOut += 1;
    return false;
  }

  /** The line below the table; undefined if no row is missing. */
  get rest(): string | undefined {
    if (this.leftOut === 0) return undefined;
    return `and ${this.leftOut.toLocaleString("en")} more that did not pass`;
  }
}

/** Counts how many runs have ended, by status. */
export class RunTally {
  readonly #planned: number;
  readonly #counts = new Map<RunStatus, number>();
  ended = 0;

  constructor(planned: number) {
    this.#planned = planned;
  }

  add({ status }: RunResult): void {
    this.ended += 1;
    this.#counts.set(status, (this.#counts.get(status) ?? 0) + 1);
  }

  /** `312 of 504 done, 2 failed, 4 running`. */
  text(running = 0): string {
    const of = (status: RunStatus) => this.#counts.get(status) ?? 0;
    const counts: [number, string][] = [
      [of("ERROR"), "failed"],
      [of("FAIL_BLOCK"), "blocked"],
      [of("FAIL_WARN"), "warned"],
      [running, "running"],
    ];
    const number = (n: number) => n.toLocaleString("en");
    const words = counts.flatMap(([n, word]) => (n === 0 ? [] : [`, ${number(n)} ${word}`]));
    return `${number(this.ended)} of ${number(this.#planned)} done${words.join("")}`;
  }
}

/** A log gets a line of counts after each twentieth of the runs. */
const parts = 20;
/** Milliseconds after which a line is due in any case: CI systems stop jobs that print nothing. */
const longestSilence = 5 * 60 * 1000;

/** Decides when the log of a large rehearsal gets a line of counts. */
export class Heartbeat {
  readonly #step: number;
  readonly #now: () => number;
  #told = 0;
  #last: number;

  /** @param now the time in milliseconds, on any clock that only goes forward */
  constructor(planned: number, now: () => number = () => performance.now()) {
    this.#step = Math.ceil(planned / parts);
    this.#now = now;
    this.#last = now();
  }

  /** Whether a line is due after this many finished runs. */
  isDue(ended: number): boolean {
    const time = this.#now();
    if (ended - this.#told < this.#step && time - this.#last < longestSilence) return false;
    this.#told = ended;
    this.#last = time;
    return true;
  }
}

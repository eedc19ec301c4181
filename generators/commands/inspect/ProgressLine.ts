import type { LogProgress } from "@metrics-project/runtime/logs";
import type { World } from "../../cli/command.js";

/** Milliseconds between two lines; on a terminal, each replaces the last. */
const interval = { terminal: 200, elsewhere: 5000 };

/** Prints the progress of reading: on a terminal as one updated line, elsewhere as a line every few seconds. */
export class ProgressLine {
  readonly #stderr: World["stderr"];
  readonly #isTerminal: boolean;
  #spoke = performance.now();
  #isOpen = false;

  constructor({ stderr }: Pick<World, "stderr">) {
    this.#stderr = stderr;
    this.#isTerminal = stderr.isTTY === true;
  }

  show({ bytes, totalBytes, seconds }: LogProgress): void {
    const now = performance.now();
    if (now - this.#spoke < interval[this.#isTerminal ? "terminal" : "elsewhere"]) return;
    this.#spoke = now;
    const megabytes = (value: number) => (value / 1e6).toFixed(0);
    const line = `reading: ${megabytes(bytes)} of ${megabytes(totalBytes)} MB, ${megabytes(bytes / seconds)} MB/s`;
    this.#stderr.write(this.#isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
    this.#isOpen = this.#isTerminal;
  }

  end(): void {
    if (this.#isOpen) this.#stderr.write("\r\u001b[K");
    this.#isOpen = false;
  }
}

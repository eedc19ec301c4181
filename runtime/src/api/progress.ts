import type { Log } from "../log.js";

/** A terminal, or whatever stands in for one. */
export interface ProgressTerminal {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressOptions {
  log: Log | undefined;
  terminal: ProgressTerminal | undefined;
  /** Milliseconds since some moment. Default: performance.now */
  now?: () => number;
}

const betweenLines = 5000;
const betweenFrames = 100;

/**
 * Says how far reading is: a bar on a terminal, a line every five seconds elsewhere, and nothing at
 * log levels "error" and "warn".
 */
export class Progress {
  readonly #log: Log | undefined;
  readonly #terminal: ProgressTerminal | undefined;
  readonly #now: () => number;
  readonly #startedAt: number;
  #saidAt: number;
  #tests = 0;
  #objects = 0;
  #total: number | undefined;
  #drawn = false;

  constructor({ log, terminal, now = () => performance.now() }: ProgressOptions) {
    const quiet = log?.level === "error" || log?.level === "warn";
    this.#log = quiet ? undefined : log;
    this.#terminal = terminal?.isTTY && !quiet ? terminal : undefined;
    this.#now = now;
    this.#startedAt = now();
    this.#saidAt = this.#startedAt;
  }

  set total(total: number | undefined) {
    this.#total = total;
  }

  /** One more test is done, with so many objects. */
  add(objects: number): void {
    this.#tests++;
    this.#objects += objects;
    const now = this.#now();
    if (now - this.#saidAt < (this.#terminal ? betweenFrames : betweenLines)) return;
    this.#saidAt = now;
    if (this.#terminal) this.#draw(this.#terminal, now);
    else this.#log?.info(this.#counts(now));
  }

  /** Wipes the bar and says in one line what was read. */
  end(): void {
    if (this.#terminal && this.#drawn) this.#terminal.write("\r\x1b[K");
    if (this.#tests > 0) this.#log?.info(this.#counts(this.#now()));
  }

  #draw(terminal: ProgressTerminal, now: number): void {
    const counts = this.#counts(now);
    const room = Math.min(30, (terminal.columns ?? 80) - counts.length - 4);
    let bar = "";
    if (this.#total && room >= 5) {
      const filled = Math.min(room, Math.round((this.#tests / this.#total) * room));
      bar = `[${"#".repeat(filled)}${"-".repeat(room - filled)}] `;
    }
    terminal.write(`\r\x1b[K${bar}${counts}`);
    this.#drawn = true;
  }

  #counts(now: number): string {
    const seconds = Math.max((now - this.#startedAt) / 1000, 0.001);
    const of = this.#total === undefined ? "" : ` of ${this.#total}`;
    const rate = Math.round(this.#objects / seconds);
    return `Read ${this.#tests}${of} ${this.#total === 1 ? "test" : "tests"}, ${this.#objects} objects in ${seconds.toFixed(1)} s (${rate}/s)`;
  }
}

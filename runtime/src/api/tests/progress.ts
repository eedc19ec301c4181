import type { Log } from "../../log.js";

/** A terminal, or a substitute. */
export interface ProgressTerminal {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressOptions {
  log: Log | undefined;
  terminal: ProgressTerminal | undefined;
  /** Milliseconds since an arbitrary time. Default: performance.now */
  now?: () => number;
}

const betweenLines = 5000;
const betweenFrames = 100;

/**
 * Reports progress: a bar on a terminal, else a line every five seconds, and nothing at log levels "error" and
 * "warn". Also reports while no data arrives.
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
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

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

  /** Reports periodically until it is stopped. */
  start(): void {
    if (this.#log || this.#terminal) this.#timer = setInterval(() => this.tick(), 1000).unref();
  }

  /** Counts one more test with this number of objects. */
  add(objects: number): void {
    this.#tests++;
    this.#objects += objects;
    this.tick();
  }

  /** Reports if a report is due. */
  tick(): void {
    if (this.#stopped) return;
    const now = this.#now();
    if (now - this.#saidAt < (this.#terminal ? betweenFrames : betweenLines)) return;
    this.#saidAt = now;
    if (this.#terminal) this.#draw(this.#terminal);
    else this.#log?.info(this.counts());
  }

  /** Erases the bar, and reports in one line what was read. */
  end(): void {
    this.stop();
    if (this.#tests > 0) this.#log?.info(this.counts());
  }

  /** Erases the bar and stops reporting, so that the next output starts on a new line. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#wipe();
  }

  /** A log that erases the bar before a warning; the next frame draws it again. */
  besideBar(log: Log): Log {
    const warn = (message: string) => {
      this.#wipe();
      log.warn(message);
    };
    return { level: log.level, warn, info: log.info, debug: log.debug };
  }

  #wipe(): void {
    if (this.#drawn) this.#terminal?.write("\r\x1b[K");
    this.#drawn = false;
  }

  #draw(terminal: ProgressTerminal): void {
    const counts = this.counts();
    const room = Math.min(30, (terminal.columns ?? 80) - counts.length - 4);
    let bar = "";
    if (this.#total && room >= 5) {
      const filled = Math.min(room, Math.round((this.#tests / this.#total) * room));
      bar = `[${"#".repeat(filled)}${"-".repeat(room - filled)}] `;
    }
    terminal.write(`\r\x1b[K${bar}${counts}`);
    this.#drawn = true;
  }

  /** What was read so far, and the rate. */
  counts(): string {
    const seconds = Math.max((this.#now() - this.#startedAt) / 1000, 0.001);
    const of = this.#total === undefined ? "" : ` of ${this.#total}`;
    const rate = Math.round(this.#objects / seconds);
    return `Read ${this.#tests}${of} ${(this.#total ?? this.#tests) === 1 ? "test" : "tests"}, ${this.#objects} objects in ${seconds.toFixed(1)} s (${rate}/s)`;
  }
}

/** How much a {@link Log} lets through, from nothing but errors to everything. */
export type LogLevel = "error" | "warn" | "info" | "debug";

/** Where progress and warnings go. Errors are thrown, not logged. */
export interface Log {
  readonly level: LogLevel;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

/** What a log writes to: process.stderr, or anything that takes lines. */
export interface LogSink {
  write(text: string): unknown;
}

const rank: Record<LogLevel, number> = { error: 0, warn: 1, info: 2, debug: 3 };

/** The level that METRICS_LOG names, `info` where it is unset or names none. */
export function logLevelFrom(env: Record<string, string | undefined>): LogLevel {
  const wanted = env.METRICS_LOG ?? "";
  return Object.hasOwn(rank, wanted) ? (wanted as LogLevel) : "info";
}

/** A log of one line a message, written to `sink` where the level allows it. */
export function createLog(sink: LogSink, level: LogLevel = "info"): Log {
  const at = (minimum: LogLevel, prefix: string) => (message: string) => {
    if (rank[level] >= rank[minimum]) sink.write(`${prefix}${printable(message)}\n`);
  };
  return { level, warn: at("warn", "warning: "), info: at("info", ""), debug: at("debug", "") };
}

/** Controls but tab and line feed, line separators, and marks that change the direction of text. */
const unsafe = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A text as a terminal may be given it, whoever wrote it: names of logs and answers of servers cannot move its cursor. */
export function printable(text: string): string {
  return text.replace(
    unsafe,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

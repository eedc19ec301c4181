/** The level of a {@link Log}, from only errors to everything. */
export type LogLevel = "error" | "warn" | "info" | "debug";

/** Where progress and warnings go. Errors are thrown, not logged. */
export interface Log {
  readonly level: LogLevel;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

/** Where a log writes: process.stderr, or anything that accepts lines. */
export interface LogSink {
  write(text: string): unknown;
}

const rank: Record<LogLevel, number> = { error: 0, warn: 1, info: 2, debug: 3 };

/** The level in METRICS_LOG; `info` if it is unset or invalid. */
export function logLevelFrom(env: Record<string, string | undefined>): LogLevel {
  const wanted = env.METRICS_LOG ?? "";
  return Object.hasOwn(rank, wanted) ? (wanted as LogLevel) : "info";
}

/** Creates a log that writes one line per message to `sink`, if the level allows it. */
export function createLog(sink: LogSink, level: LogLevel = "info"): Log {
  const at = (minimum: LogLevel, prefix: string) => (message: string) => {
    if (rank[level] >= rank[minimum]) sink.write(`${prefix}${printable(message)}\n`);
  };
  return { level, warn: at("warn", "warning: "), info: at("info", ""), debug: at("debug", "") };
}

/** Control characters except tab and line feed, line separators, and marks that change the text direction. */
const unsafe = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Makes a string safe for a terminal: log names and server responses must not be able to move the cursor. */
export function printable(text: string): string {
  return text.replace(
    unsafe,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

import type { ProgressTerminal } from "../api/tests/progress.js";

/** The same terminal, but failed writes are ignored: the result matters more than its log. */
export function unfailingTerminal(terminal: ProgressTerminal): ProgressTerminal {
  return {
    get isTTY() {
      return terminal.isTTY;
    },
    get columns() {
      return terminal.columns;
    },
    write(text) {
      try {
        return terminal.write(text);
      } catch {
        return false;
      }
    },
  };
}

/**
 * A closed pipe (`2>&1 | head`) or a full disk behind a log file must not end a run. Without a
 * listener, Node would throw the streams' errors.
 */
export function bearLostOutput({
  stdout,
  stderr,
}: Pick<NodeJS.Process, "stdout" | "stderr">): void {
  for (const stream of [stdout, stderr]) stream.on("error", () => {});
}

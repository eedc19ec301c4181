import type { ProgressTerminal } from "../api/tests/progress.js";

/** The same terminal; what cannot be written to it is lost, for the result matters more than its log. */
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
 * A reader that left (`2>&1 | head`), or a full disk behind a log file, ends no run: without a listener,
 * Node would throw what the streams report.
 */
export function bearLostOutput({
  stdout,
  stderr,
}: Pick<NodeJS.Process, "stdout" | "stderr">): void {
  for (const stream of [stdout, stderr]) stream.on("error", () => {});
}

/**
 * Lines of `before` that are missing in `after`, or stand in another order. Empty lines do not count, nor do
 * lists in brackets, which may grow in their line.
 */
export function lostLines(before: string, after: string): string[] {
  const rest = after.split(/\r?\n/);
  return before
    .split(/\r?\n/)
    .filter((line) => line !== "" && !line.includes("["))
    .filter((line) => {
      const at = rest.indexOf(line);
      rest.splice(0, at + 1);
      return at === -1;
    });
}

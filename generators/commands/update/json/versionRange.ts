const RANGE = /^[\^~]?(\d+)\.(\d+)\.(\d+)$/;

/**
 * Whether the version range `mine` starts at or above `theirs`: a dependency that the user updated further
 * than the template is not a conflict. Compares only `1.2.3`, `^1.2.3` and `~1.2.3`.
 */
export function isNewerRange(mine: unknown, theirs: unknown): boolean {
  const [a, b] = [numbers(mine), numbers(theirs)];
  if (!a || !b) return false;
  for (let index = 0; index < 3; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(range: unknown): number[] | undefined {
  const found = typeof range === "string" ? RANGE.exec(range) : null;
  return found?.slice(1).map(Number);
}

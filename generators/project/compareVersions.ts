/**
 * Compares two versions by the rules of semver.org: less than 0 if `a` comes before `b`. A prerelease comes before its
 * release, and build metadata after a plus is ignored.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  for (const index of [0, 1, 2]) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.prerelease.length === 0 || right.prerelease.length === 0) {
    return right.prerelease.length - left.prerelease.length;
  }
  const length = Math.max(left.prerelease.length, right.prerelease.length);
  for (let index = 0; index < length; index++) {
    const difference = compareParts(left.prerelease[index], right.prerelease[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function parse(version: string): { numbers: number[]; prerelease: string[] } {
  const [plain = ""] = version.split("+");
  const dash = plain.indexOf("-");
  const numbers = (dash < 0 ? plain : plain.slice(0, dash)).split(".").map(Number);
  return { numbers, prerelease: dash < 0 ? [] : plain.slice(dash + 1).split(".") };
}

/** Numbers come before words, and a shorter list before a longer one. */
function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [left, right] = [a, b].map((part) => (/^\d+$/.test(part) ? Number(part) : undefined));
  if (left !== undefined && right !== undefined) return left - right;
  if (left !== undefined || right !== undefined) return left !== undefined ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** From best to worst. A status without a verdict is between a pass and a failure. */
const ranks: Readonly<Record<string, number>> = {
  PASSED: 0,
  RAW: 1,
  NOT_APPLICABLE: 1,
  NO_STATUS_REPORTED: 1,
  UNSPECIFIED: 1,
  FAIL_WARN: 2,
  FAIL_BLOCK: 3,
  ERROR: 4,
};

/** How bad a status is: 0 passed, 1 no verdict, 2 warns, 3 blocks, 4 no message at all. */
export function statusRank(status: string): number {
  // An unknown number gives no verdict.
  return ranks[status] ?? 1;
}

/** Whether a status is a failure. */
export function fails(status: string): boolean {
  return statusRank(status) >= 2;
}

export function gravest(statuses: readonly string[]): string {
  return statuses.reduce((worst, status) =>
    statusRank(status) > statusRank(worst) ? status : worst,
  );
}

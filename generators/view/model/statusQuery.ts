/**
 * Key of the tag of a metric that a status query judged: its value says at which thresholds. The message has no limits
 * then, and is judged all the same.
 */
export const statusQueryTag = "status query";

/** At which thresholds the status query of a metric was asked; undefined if it has none. */
export function statusQueryOf(
  tags: readonly (readonly [key: string, value: string])[],
): string | undefined {
  return tags.find(([key]) => key === statusQueryTag)?.[1];
}

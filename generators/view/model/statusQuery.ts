/**
 * Key of the tag of a metric that a status query judged. Its value contains the thresholds. The message has no limits
 * then, but is judged anyway.
 */
export const statusQueryTag = "status query";

/** The thresholds of a metric's status query; undefined if it has none. */
export function statusQueryOf(
  tags: readonly (readonly [key: string, value: string])[],
): string | undefined {
  return tags.find(([key]) => key === statusQueryTag)?.[1];
}

const canonical = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Whether the platform takes a string as an id: without every `urn:` and `uuid:`, braces around it
 * and hyphens, 32 hexadecimal digits are left.
 */
export function isValidID(id: string): boolean {
  if (canonical.test(id)) return true;
  const bare = withoutBraces(id.replaceAll("urn:", "").replaceAll("uuid:", "")).replaceAll("-", "");
  return /^[0-9a-fA-F]{32}$/.test(bare);
}

/** Not by a regular expression: at the end, those take quadratic time on a text full of braces. */
function withoutBraces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && "{}".includes(text.charAt(start))) start++;
  while (end > start && "{}".includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** What to say where an id is not one. */
export const idExpected = "a UUID, such as 3f2b8c1e-5d4a-4c7b-9e0f-1a2b3c4d5e6f";

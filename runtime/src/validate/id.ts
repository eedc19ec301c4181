const canonical = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Whether the platform takes a string as an id: without every `urn:` and `uuid:`, braces around it
 * and hyphens, 32 hexadecimal digits are left.
 */
export function isValidID(id: string): boolean {
  if (canonical.test(id)) return true;
  const bare = id
    .replaceAll("urn:", "")
    .replaceAll("uuid:", "")
    .replace(/^[{}]+/, "")
    .replace(/[{}]+$/, "")
    .replaceAll("-", "");
  return /^[0-9a-fA-F]{32}$/.test(bare);
}

/** What to say where an id is not one. */
export const idExpected = "a UUID, such as 3f2b8c1e-5d4a-4c7b-9e0f-1a2b3c4d5e6f";

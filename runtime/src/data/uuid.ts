import { randomUUID } from "node:crypto";

/** A fresh random identifier. */
export function newUUID(): string {
  return randomUUID();
}

/** Whether a text is an identifier by the platform's rule: 32 hexadecimal digits, hyphens anywhere. */
export function isUUID(value: unknown): value is string {
  if (typeof value !== "string") return false;
  const bare = value
    .replace(/urn:|uuid:/g, "")
    .replace(/^[{}]+|[{}]+$/g, "")
    .replaceAll("-", "");
  return /^[0-9a-fA-F]{32}$/.test(bare);
}

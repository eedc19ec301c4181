import { canonicalUUID } from "@metrics-project/runtime";

/** An ID as the API writes it, whatever spelling the message uses; the string itself where it is not a UUID. */
export function canonicalID(id: string): string {
  return canonicalUUID(id) ?? id;
}

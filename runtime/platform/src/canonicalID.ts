import { canonicalUUID } from "@metrics-project/runtime";

/** The canonical form of an ID, as in the API; the string itself if it is not a UUID. */
export function canonicalID(id: string): string {
  return canonicalUUID(id) ?? id;
}

import { createHash } from "node:crypto";

/**
 * The SHA-256 of a file's content, as hex. In the scaffolder, the build replaces this module with
 * one that contains the hashes of all copied files. Loading node:crypto would take a twentieth of
 * its time.
 */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

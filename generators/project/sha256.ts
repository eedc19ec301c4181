import { createHash } from "node:crypto";

/**
 * The SHA-256 of a file's content, as hex. In the scaffolder, the build replaces this module by one that
 * contains the hashes of all copied files: loading node:crypto takes a twentieth of its time.
 */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

import { createHash } from "node:crypto";

/**
 * The SHA-256 of a file's content, as hex. The build puts another module in the place of this one for the scaffolder,
 * which knows the sums of all files that it copies: loading node:crypto costs a twentieth of its time.
 */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/**
 * Hash algorithms by their length in bytes: the platform does not state the algorithm of a
 * checksum.
 */
const byLength: Readonly<Record<number, string>> = {
  16: "md5",
  20: "sha1",
  32: "sha256",
  64: "sha512",
};

/** Whether a file has this checksum in hexadecimal or base64; true if the kind of checksum is unknown. */
export async function hasChecksum(file: string, checksum: string | undefined): Promise<boolean> {
  const text = checksum?.trim().replace(/^"(.*)"$/, "$1") ?? "";
  const bytes = /^([0-9a-f]{2})+$/i.test(text)
    ? Buffer.from(text, "hex")
    : /^[A-Za-z0-9+/]+={0,2}$/.test(text)
      ? Buffer.from(text, "base64")
      : Buffer.alloc(0);
  const algorithm = byLength[bytes.length];
  if (algorithm === undefined) return true;
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest().equals(bytes);
}

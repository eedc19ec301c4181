import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Hashes by the length of their bytes: the platform says a checksum, and not which. */
const byLength: Readonly<Record<number, string>> = {
  16: "md5",
  20: "sha1",
  32: "sha256",
  64: "sha512",
};

interface Checksum {
  algorithm: string;
  bytes: Buffer;
}

/** A checksum in hexadecimal or base64, told by its length; undefined where it is of no known kind. */
export function parseChecksum(text: string | undefined): Checksum | undefined {
  const trimmed = text?.trim().replace(/^"(.*)"$/, "$1") ?? "";
  const bytes = /^([0-9a-f]{2})+$/i.test(trimmed)
    ? Buffer.from(trimmed, "hex")
    : /^[A-Za-z0-9+/]+={0,2}$/.test(trimmed)
      ? Buffer.from(trimmed, "base64")
      : Buffer.alloc(0);
  const algorithm = byLength[bytes.length];
  return algorithm === undefined ? undefined : { algorithm, bytes };
}

/** Whether a file has this checksum. */
export async function hasChecksum(file: string, { algorithm, bytes }: Checksum): Promise<boolean> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest().equals(bytes);
}

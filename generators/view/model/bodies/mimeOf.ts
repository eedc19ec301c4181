const signatures: readonly (readonly [mime: string, at: number, bytes: readonly number[]])[] = [
  ["image/png", 0, [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", 0, [0xff, 0xd8, 0xff]],
  ["image/gif", 0, [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", 8, [0x57, 0x45, 0x42, 0x50]],
  ["image/bmp", 0, [0x42, 0x4d]],
  ["image/avif", 4, [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69]],
  // After the pictures in the same container.
  ["video/mp4", 4, [0x66, 0x74, 0x79, 0x70]],
  ["video/webm", 0, [0x1a, 0x45, 0xdf, 0xa3]],
];

/** The type of an image or a video by its first bytes; undefined if browsers cannot show it. */
export function mimeOf(bytes: Uint8Array): string | undefined {
  for (const [mime, at, signature] of signatures) {
    if (signature.every((byte, i) => bytes[at + i] === byte)) return mime;
  }
  const start = new TextDecoder().decode(bytes.subarray(0, 1024));
  return /<svg[\s>]/.test(start) ? "image/svg+xml" : undefined;
}

const reasons: Record<string, string> = {
  EACCES: "no permission to write there",
  EPERM: "no permission to write there",
  EEXIST: "a file with this name exists",
  ENOTDIR: "a file with this name exists",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is exceeded",
  ENAMETOOLONG: "the name is too long",
};

/** In words why a path is not writable, as far as the error code is known. */
export function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return reasons[String(error.code)];
}

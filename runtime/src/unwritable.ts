import { ConfigError } from "./errors.js";

const reasons: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "a file stands where a folder should be",
  EISDIR: "a folder stands where a file should be",
  EEXIST: "a file stands where a folder should be",
};

/** Why something cannot be written, in words where the system's code is a common one. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return reasons[code] ?? code;
}

/** The error for a result that cannot be written. */
export function unwritable(path: string, error: unknown): ConfigError {
  return new ConfigError(`cannot write ${path}: ${reasonOf(error)}`, {
    cause: error,
    hint: "Mount a folder there that this user may write, or name another with METRICS_OUTPUTS.",
  });
}

import { ConfigError } from "./errors.js";

const reasons: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is exhausted",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "there is a file where a folder is expected",
  EISDIR: "there is a folder where a file is expected",
  EEXIST: "there is a file where a folder is expected",
};

/** Why something cannot be written: a phrase for common error codes, else the code. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return reasons[code] ?? code;
}

/** The error for a result that cannot be written. */
export function unwritable(path: string, error: unknown): ConfigError {
  return new ConfigError(`cannot write ${path}: ${reasonOf(error)}`, {
    cause: error,
    hint: "Mount a folder there that this user can write to, or set METRICS_OUTPUTS to another folder.",
  });
}

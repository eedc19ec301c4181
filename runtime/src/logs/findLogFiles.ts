import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../errors.js";

/** An entry of the logs folder that is not a readable file. */
export interface PassedOver {
  readonly path: string;
  /** What it is, as a predicate: `is empty`. */
  readonly why: string;
  /** It could not be examined, so it might be a recording. */
  readonly unread?: true;
  /** A file without any bytes. */
  readonly empty?: true;
}

/** Contents of a logs folder. */
export interface FoundFiles {
  /** Non-empty files in natural order: run_2 before run_10. */
  readonly files: readonly string[];
  readonly passedOver: readonly PassedOver[];
}

/**
 * All files below a folder, or the single given file. Follows links, except links to a parent folder.
 * @throws {InputError} if `path` does not exist or cannot be listed
 */
export async function findLogFiles(path: string): Promise<FoundFiles> {
  const files: string[] = [];
  const passedOver: PassedOver[] = [];
  try {
    const status = await stat(path);
    if (!status.isDirectory()) {
      if (status.isFile() && status.size > 0) return { files: [path], passedOver };
      return { files, passedOver: [passed(path, status)] };
    }
    await walk(
      path,
      await readdir(path, { withFileTypes: true }),
      new Set([await realpath(path)]),
      {
        files,
        passedOver,
      },
    );
  } catch (error) {
    throw new InputError(`${path} cannot be read: ${reasonOf(error)}`, {
      hint: "Pass a folder with recordings, or one recording.",
      cause: error,
    });
  }
  const byName = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });
  return { files: files.sort(byName), passedOver };
}

async function walk(
  folder: string,
  entries: Dirent[],
  above: ReadonlySet<string>,
  into: { files: string[]; passedOver: PassedOver[] },
): Promise<void> {
  for (const entry of entries) {
    const path = join(folder, entry.name);
    try {
      const status = await stat(path);
      if (status.isDirectory()) {
        const real = await realpath(path);
        if (above.has(real)) {
          into.passedOver.push({ path, why: "is a link to one of its parent folders" });
          continue;
        }
        const below = await readdir(path, { withFileTypes: true });
        await walk(path, below, new Set([...above, real]), into);
      } else if (status.isFile() && status.size > 0) {
        into.files.push(path);
      } else {
        into.passedOver.push(passed(path, status));
      }
    } catch (error) {
      into.passedOver.push({ path, why: `cannot be read: ${reasonOf(error)}`, unread: true });
    }
  }
}

interface Kind {
  isFile(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

function passed(path: string, status: Kind): PassedOver {
  return { path, why: nameOf(status), ...(status.isFile() && { empty: true }) };
}

function nameOf(status: Kind): string {
  if (status.isFile()) return "is empty (0 bytes)";
  if (status.isFIFO()) return "is a pipe, not a file";
  return status.isSocket() ? "is a socket, not a file" : "is a device, not a file";
}

/** A readable form of a system error. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "it does not exist";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ELOOP":
      return "it is a circular link";
    case undefined:
      return message;
    default:
      return `${code}: ${message}`;
  }
}

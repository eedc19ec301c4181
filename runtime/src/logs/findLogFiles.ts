import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../errors.js";

/** Something in the folder of recordings that is not a file to read. */
export interface PassedOver {
  readonly path: string;
  /** What it is, as the end of a sentence: `is empty`. */
  readonly why: string;
  /** It might be a recording: nobody could look. */
  readonly unread?: true;
}

/** What a folder of recordings holds. */
export interface FoundFiles {
  /** Files with something in them, in the order that people number parts: run_2 before run_10. */
  readonly files: readonly string[];
  readonly passedOver: readonly PassedOver[];
}

/**
 * All files below a folder, or the one file that is named. Follows links, but no link back to where it came from.
 * @throws {InputError} where there is nothing at `path`, or it cannot be listed
 */
export async function findLogFiles(path: string): Promise<FoundFiles> {
  const files: string[] = [];
  const passedOver: PassedOver[] = [];
  try {
    const status = await stat(path);
    if (!status.isDirectory()) {
      if (status.isFile() && status.size > 0) return { files: [path], passedOver };
      return { files, passedOver: [{ path, why: nameOf(status) }] };
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
      hint: "Name a folder of recordings, or one recording.",
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
          into.passedOver.push({ path, why: "is a link back to a folder that it lies in" });
          continue;
        }
        const below = await readdir(path, { withFileTypes: true });
        await walk(path, below, new Set([...above, real]), into);
      } else if (status.isFile() && status.size > 0) {
        into.files.push(path);
      } else {
        into.passedOver.push({ path, why: nameOf(status) });
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

function nameOf(status: Kind): string {
  if (status.isFile()) return "is empty (0 bytes)";
  if (status.isFIFO()) return "is a pipe, not a file";
  return status.isSocket() ? "is a socket, not a file" : "is a device, not a file";
}

/** What the system says in a person's words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "there is nothing of that name";
    case "EACCES":
    case "EPERM":
      return "no permission";
    case "ELOOP":
      return "it is a link that leads in a circle";
    case undefined:
      return message;
    default:
      return `${code}: ${message}`;
  }
}

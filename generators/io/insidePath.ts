import { realpathSync } from "node:fs";
import { join, posix, win32 } from "node:path";
import { CommandError } from "./CommandError.js";
import { pathKind } from "./pathKind.js";
import { isWithin } from "./slashed.js";

/** Names that Windows treats as devices, in any folder and with any extension. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\u00b9\u00b2\u00b3]) *(\.|$)/i;

/**
 * The location of `path` in `root`. Every path from a record, a description, a server or
 * a request is checked here before anything is read, written, removed or served there.
 *
 * @param path relative, with "/"
 * @returns the absolute path
 * @throws CommandError with code "outside" if it is absolute, leaves `root` with "..", names a
 *   device, or contains a symbolic link that leads outside `root`
 */
export function insidePath(root: string, path: string): string {
  const problem = pathProblem(path);
  if (problem !== undefined) throw outside(path, problem);
  let at = root;
  for (const part of partsOf(path, process.platform)) {
    at = join(at, part);
    const kind = pathKind(at);
    if (kind === "none") break;
    if (kind === "link" && !leadsInside(root, at)) {
      throw outside(path, `${at} is a link to a place outside ${root}`);
    }
  }
  return join(root, path);
}

/** Whether Windows takes the name of a file or folder for that of a device. */
export function isDeviceName(name: string): boolean {
  return device.test(name);
}

/** Whether `path` is in `root`, by its name and after following links. */
export function isInside(root: string, path: string): boolean {
  try {
    insidePath(root, path);
    return true;
  } catch (error) {
    if (error instanceof CommandError && error.code === "outside") return false;
    throw error;
  }
}

/** Why the name of a path alone could lead outside any folder; undefined if it cannot. */
export function pathProblem(
  path: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (path === "") return "it is empty";
  if (path.includes("\0")) return "it contains a null byte";
  const { isAbsolute } = platform === "win32" ? win32 : posix;
  if (isAbsolute(path) || /^([a-z]:|[/\\]{2})/i.test(path)) return "it is absolute";
  const parts = partsOf(path, platform);
  if (parts.includes("..")) return 'it contains ".."';
  if (parts.some((part) => part === "" || part === "."))
    return "it contains an empty or '.' folder name";
  if (platform !== "win32") return undefined;
  if (parts.some(isDeviceName)) return "it is a device name";
  // Streams of a file, and names that Windows treats as other names.
  return parts.some((part) => /[:<>"|?*]|[. ]$/.test(part))
    ? "it is not a valid name on Windows"
    : undefined;
}

function partsOf(path: string, platform: NodeJS.Platform): string[] {
  return path.split(platform === "win32" ? /[/\\]/ : "/");
}

function leadsInside(root: string, link: string): boolean {
  const base = realPath(root);
  // The target of a broken link is unknown until it exists.
  const real = realPath(link);
  if (base === undefined || real === undefined) return false;
  return isWithin(base, real);
}

function realPath(path: string): string | undefined {
  try {
    // The form without ".native" keeps short names and the case of Windows, so one folder has several.
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function outside(path: string, problem: string): CommandError {
  return new CommandError(`invalid path ${JSON.stringify(path)}: ${problem}`, {
    code: "outside",
    hint: "Nothing outside the folder is read or changed. Replace the link with a folder, or pass the other folder directly if the command accepts one.",
    files: [path],
  });
}

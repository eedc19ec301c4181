import { posix } from "node:path";
import { MetricDefinitionError } from "../errors.js";

/** The file of a run's metrics. */
export const METRICS_FILE = "metrics.binproto";

/** What Windows reads as a device, as a stream of another file, or without its last character. */
const unusable = /[<>:"|?*]|[. ](\/|$)|(^|\/)(con|prn|aux|nul|(com|lpt)\d) *(\.|\/|$)/i;

/**
 * The path of a file that a metrics function writes, relative to the outputs folder, normalized.
 *
 * @throws {MetricDefinitionError} if it is not that of a file inside the folder, or reserved
 */
export function outputPath(
  path: string,
  emissionsFile: string,
  platform: NodeJS.Platform = process.platform,
): string {
  const inside = posix.normalize(path);
  const problem = problemOf(path, inside, emissionsFile);
  const onWindows =
    platform === "win32" && unusable.test(inside) ? "is not a valid name on Windows" : undefined;
  if (problem === undefined && onWindows === undefined) return inside;
  throw new MetricDefinitionError(
    `outputs.file: the path ${JSON.stringify(path)} ${problem ?? onWindows}`,
    { hint: 'Give a path relative to the outputs folder, such as "frames/a.png".' },
  );
}

function problemOf(path: string, inside: string, emissionsFile: string): string | undefined {
  if (path === "" || inside === "." || path.endsWith("/")) return "is not a file name";
  if (path.includes("\0") || path.includes("\\"))
    return "contains a character that the platform does not allow in paths";
  if (posix.isAbsolute(path) || /^[a-z]:/i.test(path)) return "is absolute";
  if (inside.startsWith("../") || inside === "..") return "leaves the outputs folder";
  // Case is ignored: on macOS and Windows, it would be the same file.
  const name = inside.toLowerCase();
  if (name === METRICS_FILE) return "is reserved for the message";
  return name === emissionsFile.toLowerCase() ? "is reserved for the emissions" : undefined;
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sourcesRoot } from "../../templates/compileTemplate.js";

/** Path of the API description, in a project and in this package. */
const path = join("openapi", "platform.yaml");

/**
 * The API description of the project in `folder`, if it differs from the one in this version. The
 * project's client is generated from it, so the local platform must follow it. Undefined if it is
 * the same, or there is none.
 */
export async function ownDescription(folder: string): Promise<string | undefined> {
  const read = (root: string) =>
    readFile(join(root, path), "utf8").then(
      (text) => text.replaceAll("\r\n", "\n"),
      () => undefined,
    );
  const [own, ours] = await Promise.all([read(folder), read(sourcesRoot())]);
  return own === undefined || own === ours ? undefined : join(folder, path);
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sourcesRoot } from "../../templates/compileTemplate.js";

/** Where a project keeps the API's description, and this package its own. */
const path = join("openapi", "platform.yaml");

/**
 * The description of the project in `folder`, where it is another than this version brings: its client is made for that,
 * and the local platform has to speak it. Undefined where it is the same, or there is none.
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

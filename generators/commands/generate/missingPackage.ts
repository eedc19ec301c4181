import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { wordsFor } from "../../project/templateData.js";
import type { Layout } from "./layout.js";

const codecs = "@bufbuild/protobuf";

/** A note about the package to install, if the codecs of the project's messages import one that is not in its package.json. */
export async function missingPackage(
  { root, isRuntime }: Layout,
  generated: RenderedFiles,
): Promise<string | undefined> {
  const imports = [...generated.values()].some((content) =>
    String(content).includes(`"${codecs}/`),
  );
  if (isRuntime || !imports) return undefined;
  const manifest = await readFile(join(root, "package.json"), "utf8").catch(() => "");
  if (manifest.includes(`"${codecs}"`)) return undefined;
  return `The codecs of your own messages import ${codecs}, which is not in package.json. Add it with \`${wordsFor(root).add} ${codecs}\`.`;
}

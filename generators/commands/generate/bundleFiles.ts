import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, posix, resolve } from "node:path";
import { stringify } from "yaml";
import { isObject, type JsonObject } from "../../client/document.js";
import { CommandError } from "../../io/CommandError.js";
import { isInside } from "../../io/insidePath.js";
import { slashedFrom } from "../../io/slashed.js";
import {
  largestDescription,
  parseDocumentText,
  refersElsewhere,
  tooLarge,
} from "./checkDescription.js";
import { fileOf, isExternal, referencesOf } from "./references.js";
import type { OpenapiCore } from "./Tools.js";

/** Files of a description by path, relative to the folder of the first one, including the first one. */
export type DescriptionFiles = ReadonlyMap<string, string>;

/**
 * Reads the files that a description refers to, directly or indirectly. All must be below the folder of the
 * first; rejects URLs, absolute paths, and paths that leave the folder.
 *
 * @param main path of the first file, absolute
 * @param shown its name in messages
 * @throws CommandError if a reference cannot be followed; it names the reference
 */
export async function collectFiles(
  main: string,
  text: string,
  shown: string,
): Promise<DescriptionFiles> {
  const root = dirname(main);
  const first = basename(main);
  const files = new Map([[first, text]]);
  let size = text.length;
  // Grows during the loop: files that are found are searched, too.
  for (const [path, content] of files) {
    const name = path === first ? shown : path;
    const document = parseDocumentText(content, name);
    if (!isObject(document)) continue;
    for (const reference of referencesOf(document).filter(isExternal)) {
      const file = fileOf(reference);
      if (file === undefined) throw refersElsewhere(name, [reference]);
      if (file === "") continue;
      const target = posix.join(posix.dirname(path), file);
      if (!isInside(root, target)) throw refersElsewhere(name, [reference]);
      if (files.has(target)) continue;
      const found = await readBelow(root, target, name, reference.at);
      size += found.length;
      if (size > largestDescription) throw tooLarge(`${shown} with the files it refers to`, size);
      files.set(target, found);
    }
  }
  return files;
}

async function readBelow(root: string, path: string, from: string, at: string): Promise<string> {
  const file = join(root, path);
  try {
    if ((await stat(file)).size > largestDescription) throw tooLarge(path);
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${from} refers to ${path}, which could not be read (in ${at})`, {
      hint: `The file must be in ${root} or its subfolders.`,
      cause: error,
    });
  }
}

/**
 * Bundles files that refer to each other into one document. Reads only the given texts.
 *
 * @throws CommandError if the target of a reference does not exist
 */
export async function bundleFiles(
  files: DescriptionFiles,
  { bundleFromString, createConfig, BaseResolver, Source }: OpenapiCore,
): Promise<{ text: string; document: JsonObject }> {
  // Absolute on every system: the bundler resolves references against it, on Windows with a drive.
  const root = resolve("/description");
  class FilesAlone extends BaseResolver {
    override async loadExternalRef(path: string) {
      const text = files.get(slashedFrom(root, path));
      if (text === undefined) throw new Error(`${path} is not one of the files`);
      return new Source(path, text);
    }
  }
  const [[first = "", source = ""] = []] = files;
  const { bundle, problems } = await bundleFromString({
    source,
    absoluteRef: join(root, first),
    config: await createConfig({}),
    externalRefResolver: new FilesAlone(),
  });
  const wrong = problems.find(({ severity }) => severity === "error");
  if (wrong !== undefined) {
    throw new CommandError(`cannot bundle ${first} into one document: ${wrong.message}`, {
      hint: "Fix the reference, or bundle the files yourself and pass the result.",
    });
  }
  const document = bundle.parsed as JsonObject;
  return { text: stringify(document, { aliasDuplicateObjects: false }), document };
}

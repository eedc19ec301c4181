import { readFile, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import { readProtos } from "./sources.js";

/**
 * Merges the files of `--proto` into a project's .proto files. Files of a folder replace those with
 * the same path, or are added. A single file replaces the one with its name, or goes to the path of
 * its package. Removes a file of the project if other new files now contain all of its
 * declarations.
 *
 * @throws CommandError if there is no .proto file, or its path is ambiguous
 */
export async function readNewProtos(
  cwd: string,
  location: string,
  current: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const path = resolve(cwd, location);
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (error) {
    throw new CommandError(`cannot read ${location}: no such file or folder`, {
      hint: "--proto must be a .proto file, or a folder of .proto files.",
      cause: error,
    });
  }
  const added = isFolder
    ? await readProtos(path)
    : new Map([await placeOf(path, location, current)]);
  if (added.size === 0) {
    throw new CommandError(`${location} contains no .proto file`, {
      hint: "--proto must be a .proto file, or the folder that imports of .proto files are relative to.",
    });
  }
  const kept = [...current].filter(([path, text]) => added.has(path) || !isMoved(text, added));
  return new Map([...kept, ...added].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether new files declare the same names: both together would not compile. */
function isMoved(text: string, added: ReadonlyMap<string, string>): boolean {
  const names = declaredIn(text);
  const others = new Set([...added.values()].flatMap((one) => [...declaredIn(one)]));
  return names.size > 0 && [...names].every((name) => others.has(name));
}

/** The full names of the messages and enums at the top of a .proto file. */
function declaredIn(text: string): Set<string> {
  const code = text.replace(
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/.*/g,
    " ",
  );
  const packageName = /\bpackage\s+([\w.]+)\s*;/.exec(code)?.[1];
  const names = new Set<string>();
  let depth = 0;
  for (const [token, kind, name] of code.matchAll(
    /\b(message|enum|service)\s+(\w+)\s*(?=\{)|[{}]/g,
  )) {
    if (token === "{") depth += 1;
    else if (token === "}") depth -= 1;
    else if (depth === 0 && kind !== undefined) {
      names.add(packageName === undefined ? `${name}` : `${packageName}.${name}`);
    }
  }
  return names;
}

async function placeOf(
  path: string,
  location: string,
  current: ReadonlyMap<string, string>,
): Promise<[string, string]> {
  const name = basename(path);
  if (!name.endsWith(".proto")) {
    throw new CommandError(`${location} is not a .proto file`, {
      hint: "--proto must be a .proto file, or a folder of .proto files.",
    });
  }
  const text = await readFile(path, "utf8");
  const namesakes = [...current.keys()].filter((one) => basename(one) === name);
  const declared = /^\s*package\s+([\w.]+)\s*;/m.exec(text)?.[1];
  const expected = declared === undefined ? name : `${declared.replaceAll(".", "/")}/${name}`;
  if (namesakes.includes(expected) || namesakes.length === 0) return [expected, text];
  const [only, ...others] = namesakes;
  if (only !== undefined && others.length === 0) return [only, text];
  throw new CommandError(`${location} matches several files: ${namesakes.join(", ")}`, {
    hint: "Pass a folder that contains it at its full path.",
  });
}

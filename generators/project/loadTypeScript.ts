import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type TS from "typescript";
import { CommandError } from "../io/CommandError.js";

/**
 * The project's own TypeScript, or one installed beside this package, which does not include any.
 *
 * @throws CommandError if none is installed, or only one without a compiler API, such as TypeScript 7
 */
export function loadTypeScript(root: string): typeof TS {
  let cause: unknown;
  let unusable: string | undefined;
  for (const from of [join(root, "package.json"), import.meta.url]) {
    try {
      const loaded = createRequire(from)("typescript") as Partial<typeof TS>;
      if (typeof loaded.createProgram === "function") return loaded as typeof TS;
      unusable ??= loaded.version ?? typeScriptVersion(root);
    } catch (error) {
      cause = error;
    }
  }
  unusable ??= typeScriptVersion(root);
  if (unusable !== undefined) {
    throw new CommandError(`TypeScript ${unusable} in ${root} is not supported by this command`, {
      hint: "This command needs the compiler API, which TypeScript 7 does not have. Install typescript@5.9 or typescript@6 as a dev dependency.",
      cause,
    });
  }
  throw new CommandError(`TypeScript is not installed in ${root}`, {
    hint: "Install the project's dependencies first.",
    cause,
  });
}

/** The version of TypeScript installed in a project; undefined if there is none. */
export function typeScriptVersion(root: string): string | undefined {
  const folders = createRequire(join(root, "package.json")).resolve.paths("typescript") ?? [];
  for (const folder of folders) {
    try {
      // Read as a file: a package may not export its package.json.
      const path = join(folder, "typescript", "package.json");
      const { version }: { version?: unknown } = JSON.parse(readFileSync(path, "utf8"));
      if (typeof version === "string") return version;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

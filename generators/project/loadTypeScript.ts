import { createRequire } from "node:module";
import { join } from "node:path";
import type TS from "typescript";
import { CommandError } from "../io/CommandError.js";

/** The project's own TypeScript, else one beside this package: ours carries none. */
export function loadTypeScript(root: string): typeof TS {
  let cause: unknown;
  for (const from of [join(root, "package.json"), import.meta.url]) {
    try {
      return createRequire(from)("typescript") as typeof TS;
    } catch (error) {
      cause = error;
    }
  }
  throw new CommandError(`TypeScript is not installed in ${root}`, {
    hint: "Install the project's dependencies first.",
    cause,
  });
}

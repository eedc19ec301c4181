import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../io/packageRoot.js";
import { sourcesRoot } from "../../templates/compileTemplate.js";
import type { Usage, Use } from "./Change.js";
import { checkDescription } from "./checkDescription.js";
import { platformWire } from "./compareProtos.js";
import { findUsage } from "./findUsage.js";
import { runtimeLayout } from "./layout.js";
import type { TypeScript } from "./Tools.js";
import { loadProgram } from "./typeCheck.js";

/** The file in which the build records the result of {@link findRuntimeUsage}. */
export const runtimeUsageFile = "runtime-usage.json";

/** Cached: searching takes seconds, and the runtime's sources do not change meanwhile. */
let found: Usage | undefined;

/** The runtime's uses of the API and the wire format: as recorded by the build, or by searching. */
export async function runtimeUsage(compiler: TypeScript): Promise<Usage> {
  const recorded = join(sourcesRoot(), runtimeUsageFile);
  if (!existsSync(recorded)) {
    found ??= findRuntimeUsage(compiler);
    return found;
  }
  return new Map(
    Object.entries(JSON.parse(await readFile(recorded, "utf8")) as Record<string, Use[]>),
  );
}

/** Searches the runtime's sources, which only our repository has. */
export function findRuntimeUsage(compiler: TypeScript): Usage {
  const root = packageRoot();
  const layout = runtimeLayout(root);
  const program = loadProgram(compiler, layout);
  const description = readFileSync(join(root, layout.openapi), "utf8");
  const document = checkDescription(description, layout.openapi);
  // Without the created values, which belong to a program that no longer exists when this is read.
  const usage = [...findUsage(compiler, program, root, document)].map(
    ([key, uses]): [string, Use[]] => [
      key,
      uses.map(({ file, line, how }) => ({ file, line, how })),
    ],
  );
  return new Map([
    ...usage,
    [platformWire, [{ file: "runtime/src/codec", line: 1, how: "reads" }]],
  ]);
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../io/packageRoot.js";

/** Fills one template in. Throws where it names a value that `data` lacks. */
export type Render = (data: object) => string;

/**
 * Where the folders that scaffolding copies from stand: `templates`, `openapi`, `proto` and
 * `runtime/src/generated`. In a clone its root; the build puts `dist` in place.
 */
export function sourcesRoot(): string {
  return packageRoot();
}

/**
 * Compiles `path` (relative to `templates`, ending in .hbs). The build replaces this
 * module by one that has every template compiled already, since compiling costs half of a start.
 */
export async function compileTemplate(path: string): Promise<Render> {
  const { default: handlebars } = await import("handlebars");
  const source = await readFile(join(sourcesRoot(), "templates", path), "utf8");
  const render = handlebars.compile(source, { noEscape: true, strict: true });
  return (data) => render(data);
}

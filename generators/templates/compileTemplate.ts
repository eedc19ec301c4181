import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../io/packageRoot.js";

/** Renders one template. Throws if it uses a value that `data` lacks. */
export type Render = (data: object) => string;

/**
 * The parent of the folders that scaffolding copies from: `templates`, `openapi`, `proto` and
 * `runtime/src/generated`. The root of a clone, or `dist` in a build.
 */
export function sourcesRoot(): string {
  return packageRoot();
}

/**
 * Compiles `path` (relative to `templates`, ending in .hbs). The build replaces this
 * module by one with all templates compiled, because compiling takes half of the startup time.
 */
export async function compileTemplate(path: string): Promise<Render> {
  const { default: handlebars } = await import("handlebars");
  const source = await readFile(join(sourcesRoot(), "templates", path), "utf8");
  const render = handlebars.compile(source, { noEscape: true, strict: true });
  return (data) => render(data);
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RenderedFiles } from "../io/RenderedFiles.js";
import { slashedFrom } from "../io/slashed.js";
import { compileTemplate, sourcesRoot } from "./compileTemplate.js";

const renderedExtension = ".hbs";

/** Renders one of our templates; `path` is relative to the templates folder and ends in .hbs. */
export async function renderTemplate(path: string, data: object): Promise<string> {
  const render = await compileTemplate(path);
  try {
    return render(data);
  } catch (error) {
    throw new Error(`the template ${path} cannot be filled in: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/**
 * Adds every file in `templates/FOLDER` to `files`. Only .hbs files are rendered, and lose that
 * extension; all others are copied unchanged. A leading underscore stands for a dot, because npm does
 * not publish such files (`_gitignore`).
 */
export async function renderFolder(
  folder: string,
  data: object,
  files: RenderedFiles,
): Promise<void> {
  const root = join(sourcesRoot(), "templates", folder);
  await addFiles(root, files, async (path) =>
    path.endsWith(renderedExtension)
      ? [targetPath(path), await renderTemplate(`${folder}/${path}`, data)]
      : [targetPath(path), readFileSync(join(root, path))],
  );
}

/** Adds every file in `folder` (relative to {@link sourcesRoot}) under `target`, unchanged. */
export async function copyFolder(
  folder: string,
  target: string,
  files: RenderedFiles,
): Promise<void> {
  const root = join(sourcesRoot(), folder);
  await addFiles(root, files, async (path) => [
    `${target}/${path}`,
    readFileSync(join(root, path)),
  ]);
}

async function addFiles(
  root: string,
  files: RenderedFiles,
  load: (path: string) => Promise<[string, string | Uint8Array]>,
): Promise<void> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => slashedFrom(root, join(entry.parentPath, entry.name)))
    .sort();
  for (const [path, content] of await Promise.all(paths.map(load))) files.set(path, content);
}

function targetPath(path: string): string {
  const name = path.endsWith(renderedExtension) ? path.slice(0, -renderedExtension.length) : path;
  return name.replace(/(^|\/)_(?=[a-z])/g, "$1.");
}

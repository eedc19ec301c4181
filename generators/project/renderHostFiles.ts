import type { RenderedFiles } from "../io/RenderedFiles.js";
import { renderFolder } from "../templates/renderTemplate.js";
import type { ProjectInput } from "./ProjectInput.js";
import { slugOf, templateData } from "./templateData.js";

/**
 * The files that a repository's host needs at its root, for a project in a subfolder: GitHub's workflows, and GitLab's
 * pipeline that starts the project's. By path relative to the root. Empty if the project is the repository.
 */
export async function renderHostFiles(input: ProjectInput): Promise<RenderedFiles> {
  const { ci, folder, name } = input.answers;
  const files: RenderedFiles = new Map();
  if (folder === undefined || ci === "none") return files;
  const data = templateData(input);
  if (ci === "gitlab") {
    await renderFolder("project/ci-host", data, files);
    return files;
  }
  await renderFolder("project/ci/github", data, files);
  // Dependency updates are configured for the whole repository.
  files.delete(".github/dependabot.yml");
  const slug = slugOf(name);
  // Other projects in the repository may have workflows with these names.
  const renamed = [...files].map(([path, content]): [string, string | Uint8Array] => [
    path
      .replace(/\/metrics\.yml$/, `/${slug}.yml`)
      .replace(/\/regenerate\.yml$/, `/${slug}-regenerate.yml`),
    content,
  ]);
  return new Map(renamed);
}

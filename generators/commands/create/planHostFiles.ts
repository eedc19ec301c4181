import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { World } from "../../cli/command.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { slashedFrom } from "../../io/slashed.js";
import { writeFiles } from "../../io/writeFiles.js";
import type { ProjectInput } from "../../project/ProjectInput.js";
import { renderHostFiles } from "../../project/renderHostFiles.js";
import type { Decisions } from "./decide.js";

/** Files outside of the project, where the host of its repository reads them. */
export interface HostFiles {
  /** Absolute path of the repository. */
  readonly root: string;
  /** By path relative to the root. */
  readonly files: RenderedFiles;
  /** What the user has to do, one sentence each. */
  readonly notes: readonly string[];
  /** One of the files as seen from the project: `../../.github/workflows/metrics.yml`. */
  shown(path: string): string;
  /** Writes them. Returns a function that removes those that did not exist before. */
  write(signal: World["signal"]): Promise<() => void>;
}

/** The CI files of a project in a subfolder of a repository. */
export async function planHostFiles(
  { target, place }: Decisions,
  input: ProjectInput,
): Promise<HostFiles> {
  const root = place?.root ?? target;
  const files = await renderHostFiles(input);
  const notes: string[] = [];
  const pipeline = ".gitlab-ci.yml";
  if (files.has(pipeline) && existsSync(join(root, pipeline))) {
    files.delete(pipeline);
    notes.push(
      `GitLab runs only ${join(root, pipeline)}, which already exists. Add the job that starts this project's pipeline: it is in the comment at the top of ${input.answers.folder}/${pipeline}.`,
    );
  }
  return {
    root,
    files,
    notes,
    shown: (path) => slashedFrom(target, join(root, path)),
    async write(signal) {
      const added = [...files.keys()].filter((path) => !existsSync(join(root, path)));
      const changes = [...files].map(([path, content]) => ({ path, content }));
      if (changes.length > 0) await writeFiles(root, changes, signal);
      return () => {
        for (const path of added) rmSync(join(root, path), { force: true });
      };
    },
  };
}

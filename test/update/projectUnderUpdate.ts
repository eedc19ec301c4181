import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { updateProject } from "../../generators/commands/update/updateProject.js";
import type { RenderedFiles } from "../../generators/io/RenderedFiles.js";
import type { Answers } from "../../generators/project/answers.js";
import { projectRecord, recordFile } from "../../generators/project/projectRecord.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

export const answers: Answers = {
  name: "my-metrics",
  logs: "csv",
  modes: ["test"],
  ci: "none",
  packageManager: "npm",
  link: "registry",
};
export const main = "one\ntwo\nthree\nfour\nfive\nsix\n";

/** What a version of ours would write. */
export function render(version: string, files: Record<string, string>): RenderedFiles {
  const rendered: RenderedFiles = new Map(Object.entries(files));
  rendered.set(recordFile, projectRecord({ version, answers }, rendered));
  return rendered;
}

export const git = (root: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
    cwd: root,
    encoding: "utf8",
  });

interface Setting {
  version?: string;
  repository?: boolean;
  /** The project's folder within the repository. */
  folder?: string;
}

export async function project({
  version = "0.1.0",
  repository = true,
  folder = ".",
}: Setting = {}) {
  const top = await temporaryFolder();
  const root = join(top, folder);
  await write(root, { ...Object.fromEntries(render(version, { "src/main.ts": main })) });
  if (repository) {
    git(top, "init", "--quiet");
    commit(top);
  }
  return root;
}

export const commit = (root: string) => {
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "-m", "x");
};

export async function write(root: string, files: Record<string, string | Uint8Array>) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

export const read = (root: string, path: string) => readFile(join(root, path), "utf8");

export const update = (
  root: string,
  files: Record<string, string> = { "src/main.ts": main.replace("one", "ONE") },
  options: {
    force?: boolean;
    dryRun?: boolean;
    recopy?: boolean;
    version?: string;
    signal?: AbortSignal;
  } = {},
) => {
  const { version = "0.2.0", signal, ...rest } = options;
  const world = fakeWorld({ cwd: root, ...(signal ? { signal } : {}) });
  return updateProject(world, { version, render: async () => render(version, files), ...rest });
};

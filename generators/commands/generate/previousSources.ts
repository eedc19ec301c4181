import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../../io/childEnvironment.js";
import { runProgram } from "../../io/runProgram.js";
import { checkDescription } from "./checkDescription.js";
import type { Layout } from "./layout.js";
import { hashProtos, hashText, type Sources } from "./sources.js";

/** The sources of the generated files on disk, as far as known. */
export interface PreviousSources {
  document: Sources["description"]["document"] | undefined;
  protos: Sources["protos"] | undefined;
}

/**
 * Finds the sources of the generated files by the hashes in them: on disk or, if edited since, in
 * the newest commit that has them. A new description may be committed before the files are
 * generated. Undefined if neither has them.
 */
export async function previousSources(
  layout: Layout,
  current: Sources,
  env: Environment,
): Promise<PreviousSources> {
  const git = gitIn(layout.root, env);
  const [api, proto] = await Promise.all([
    signedHash(layout, "api/paths.ts"),
    signedHash(layout, "proto/resim/metrics/proto/metrics.ts"),
  ]);
  return {
    document:
      api === undefined || api === hashText(current.description.text)
        ? current.description.document
        : await committedDocument(git, layout, api),
    protos:
      proto === undefined || proto === hashProtos(current.protos)
        ? current.protos
        : await committedProtos(git, layout, proto),
  };
}

async function signedHash(layout: Layout, path: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(layout.root, layout.generated, path), "utf8");
    return /^\/\/ sha256 of the source: ([0-9a-f]{64})$/m.exec(text.slice(0, 1000))?.[1];
  } catch {
    return undefined;
  }
}

async function committedDocument(
  git: Git,
  layout: Layout,
  hash: string,
): Promise<PreviousSources["document"]> {
  for (const commit of await commitsOf(git, layout.openapi)) {
    const text = await git(["show", `${commit}:./${layout.openapi}`]);
    if (text === undefined || hashText(text) !== hash) continue;
    try {
      return checkDescription(text, `${layout.openapi} of commit ${commit.slice(0, 10)}`);
    } catch {
      // A description that this version rejects, unlike an older one, cannot be compared.
      return undefined;
    }
  }
  return undefined;
}

async function committedProtos(
  git: Git,
  layout: Layout,
  hash: string,
): Promise<PreviousSources["protos"]> {
  for (const commit of await commitsOf(git, layout.protos)) {
    const list = await git(["ls-tree", "-r", "-z", "--name-only", commit, `${layout.protos}/`]);
    const paths = (list ?? "").split("\0").filter((path) => path.endsWith(".proto"));
    const protos = new Map<string, string>();
    for (const path of paths) {
      const text = await git(["show", `${commit}:./${path}`]);
      if (text !== undefined) protos.set(path.slice(layout.protos.length + 1), text);
    }
    if (hashProtos(protos) === hash) return protos;
  }
  return undefined;
}

/** Maximum number of commits to search; each takes a few milliseconds. */
const deepest = 500;

/** The commits that changed files below a path, newest first. */
async function commitsOf(git: Git, path: string): Promise<string[]> {
  const log = await git(["log", "--format=%H", `--max-count=${deepest}`, "--", path]);
  return (log ?? "").split("\n").filter((commit) => commit !== "");
}

/** The output of a git command; undefined if it failed. */
type Git = (args: readonly string[]) => Promise<string | undefined>;

function gitIn(cwd: string, env: Environment): Git {
  return async (args) => {
    const { code, stdout } = await runProgram(["git", ...args], { cwd, env });
    return code === 0 ? stdout : undefined;
  };
}

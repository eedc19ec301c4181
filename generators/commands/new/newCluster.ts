import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { slashedFrom } from "../../io/slashed.js";
import { assertNothingUnfinished, writeFiles } from "../../io/writeFiles.js";
import { runGenerator } from "../../plop/runGenerator.js";
import { readProject } from "../../project/readProject.js";
import { repositoryAround } from "../../project/repositoryAround.js";
import {
  type ClusterEngine,
  type EngineName,
  engineNames,
  engines,
  type TestsPlace,
} from "./cluster/engines.js";
import {
  type ClusterInput,
  clusterGenerator,
  clusterSlug,
  pipelinePath,
} from "./cluster/renderCluster.js";

/** The options that `new cluster` knows. */
export interface ClusterOptions {
  readonly engine?: EngineName | undefined;
  readonly shards?: number | undefined;
  readonly tests?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Characters that need no escaping in shell scripts, YAML and JSON. */
const plainPath = /^[\p{L}\p{N}/._][\p{L}\p{N}/._:@%+=,-]*$/u;

/**
 * `new cluster`: writes what an engine needs to rehearse in shards. The files then belong to the user; `update` ignores
 * them.
 *
 * @throws CommandError if a file exists with other contents: nothing is written then
 */
export async function newCluster(
  world: World,
  name: string,
  { engine, shards = 20, tests, json }: ClusterOptions,
): Promise<number> {
  if (engine === undefined) {
    throw usageError(`--engine is missing: ${engineNames.join(", ")}`, {
      hint: "For example: metrics-project new cluster --engine slurm",
    });
  }
  if (name !== "") throw usageError(`a cluster has no name, got "${name}"`);
  const { title, shards: bounds, next }: ClusterEngine = engines[engine];
  if (shards < bounds.min || shards > bounds.max) {
    throw usageError(`--shards ${shards}: ${title} supports ${bounds.min} to ${bounds.max} shards`);
  }
  const place = placeOf(engine, tests);
  const { root, record } = await readProject(world.cwd);
  const repository = repositoryAround(root) ?? root;
  const input: ClusterInput = {
    engine,
    shards,
    place,
    answers: record.answers,
    folder: repository === root ? undefined : slashedFrom(repository, root),
  };
  // GitHub reads workflows only at the root of the repository.
  const target = engine === "github" ? repository : root;
  const rendered = await runGenerator(clusterGenerator, input);
  const kept = await keptFiles(target, rendered);
  for (const path of kept) rendered.delete(path);
  assertNothingUnfinished(target);
  const changes = [...rendered].map(([path, content]) => ({ path, content }));
  await writeFiles(target, changes, world.signal);

  const files = [...rendered.keys()];
  const pipeline = pipelinePath(input);
  const notes = next({ slug: clusterSlug(record.answers), pipeline });
  if (json) {
    world.stdout.write(`${JSON.stringify({ root: target, files, kept, notes }, null, 2)}\n`);
    return 0;
  }
  for (const path of files) world.stdout.write(`wrote     ${path}\n`);
  for (const path of kept) world.stdout.write(`kept      ${path}\n`);
  for (const note of notes) world.stderr.write(`Next: ${note}\n`);
  return 0;
}

/** @throws CommandError if the engine's shards cannot read tests from there */
function placeOf(engine: EngineName, given: string | undefined): TestsPlace {
  const { title, tests: usual, refuses }: ClusterEngine = engines[engine];
  const tests = given ?? usual;
  if (tests === undefined) {
    throw usageError(`${title} needs --tests s3://BUCKET/PREFIX: its jobs share no folder`);
  }
  const [, bucket, prefix = ""] = /^s3:\/\/([^/]*)\/?(.*)$/.exec(tests) ?? [];
  const place = { tests, bucket };
  const why = !plainPath.test(tests)
    ? "has characters with a special meaning in scripts, such as blanks or quotes"
    : bucket === "" || (bucket !== undefined && prefix === "")
      ? "is not s3://BUCKET/PREFIX; results go next to the prefix, into the same bucket"
      : refuses(place);
  if (why === undefined) return place;
  throw usageError(`--tests ${JSON.stringify(tests)} ${why}`, {
    hint: "Omit --tests, and write the location into the new files yourself.",
  });
}

/**
 * The existing files that are kept. Several engines share the files of the image: existing ones are kept, edited or
 * not.
 *
 * @throws CommandError if an engine's own file exists with other contents
 */
async function keptFiles(root: string, rendered: RenderedFiles): Promise<string[]> {
  const kept: string[] = [];
  const edited: string[] = [];
  for (const [path, content] of rendered) {
    const found = await readFile(join(root, path), "utf8").catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw new CommandError(`cannot read ${path}`, { cause: error, files: [path] });
    });
    if (found === undefined) continue;
    const isOwn = !path.startsWith("cluster/Dockerfile") && path !== "cluster/.gitignore";
    (isOwn && found !== String(content) ? edited : kept).push(path);
  }
  if (edited.length > 0) {
    throw new CommandError(`these files already exist with other contents: ${edited.join(", ")}`, {
      code: "conflict",
      hint: "Nothing was written. Edit these files, or move them away and run the command again.",
      files: edited,
    });
  }
  return kept;
}

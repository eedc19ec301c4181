import { resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import { partName } from "../../metric/partName.js";
import { readProject } from "../../project/readProject.js";
import { newReader, newTopicMetric } from "./newTopicMetric.js";
import { printPackages, printPlaced } from "./printPlaced.js";

/** What can be created from a topic of a log. */
export async function addOfTopics(
  world: World,
  kind: string,
  name: string,
  {
    topic: topics = [],
    from,
    type,
    mode,
    json,
  }: {
    topic?: string[] | undefined;
    from?: string | undefined;
    type?: string | undefined;
    mode?: string | undefined;
    json?: boolean | undefined;
  },
): Promise<number> {
  if (kind !== "metric" && kind !== "reader") {
    throw usageError(`--topic works only with metric and reader, got ${kind}`);
  }
  if (type !== undefined || (mode !== undefined && mode !== "test")) {
    throw usageError("--topic chooses the metrics from the topic's type, in test mode", {
      hint: "Remove --type and --mode.",
    });
  }
  const [topic, ...more] = topics;
  if (topic === undefined) throw usageError("reader requires --topic");
  if (kind === "metric" && more.length > 0) throw usageError("a metric accepts only one --topic");
  if (kind === "reader" && name !== "") throw usageError(`a reader has no NAME, got "${name}"`);
  const { root, record } = await readProject(world.cwd);
  const source = { root, from: from && resolve(world.cwd, from), signal: world.signal };
  if (kind === "reader") {
    const files = await newReader(source, topics);
    if (json) world.stdout.write(`${JSON.stringify({ root, files }, null, 2)}\n`);
    else world.stdout.write(files.map((file) => `wrote     ${file}\n`).join(""));
    return 0;
  }
  const { files, what, packages, notes, ...placed } = await newTopicMetric(
    source,
    partName(name),
    topic,
    record.answers,
  );
  if (json) {
    const found = { root, files, ...placed, packages, notes };
    world.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return 0;
  }
  for (const file of files) world.stdout.write(`wrote     ${file}\n`);
  printPlaced(world, placed);
  printPackages(world, packages, record.answers);
  for (const note of notes) world.stderr.write(`Next: ${note}\n`);
  world.stderr.write(`It computes: ${what}. Adapt it in ${files[0]}.\n`);
  return 0;
}

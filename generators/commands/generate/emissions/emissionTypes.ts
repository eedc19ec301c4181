import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findConfig } from "../../../emissions/findConfig.js";
import { parseConfig } from "../../../emissions/readConfig.js";
import { renderTopics } from "../../../emissions/renderTopics.js";
import { CommandError } from "../../../io/CommandError.js";
import type { Layout } from "../layout.js";

/** The module that is generated from a project's config, and its current text. */
export interface EmissionTypes {
  readonly path: string;
  /** The text on disk; undefined if there is none. */
  readonly before: string | undefined;
  /** The text for the config; undefined if there is no config, or it has no topics. */
  readonly after: string | undefined;
}

/** With a problem of one of these rules, the rows of a topic are unknown. */
const ofTopics = /^(Y\d|T2|T6|C13|M1)$/;

/**
 * Renders the types of a project's topics.
 *
 * @throws CommandError if the config does not define the rows of its topics
 */
export async function emissionTypes(layout: Layout): Promise<EmissionTypes> {
  const path = `${layout.generated}/emissions.ts`;
  const before = await readFile(join(layout.root, path), "utf8").catch(() => undefined);
  const file = layout.isRuntime ? undefined : findConfig(layout.root);
  if (file === undefined) return { path, before, after: undefined };
  const text = await readFile(join(layout.root, file), "utf8");
  const { config, problems } = parseConfig([{ file, text }]);
  const [first, ...more] = problems.filter(
    ({ code, severity }) => severity === "problem" && ofTopics.test(code),
  );
  if (first !== undefined) {
    const rest = more.length > 0 ? `, and ${more.length} more` : "";
    throw new CommandError(
      `${first.at.file}:${first.at.line}: ${first.message} (${first.code})${rest}`,
      {
        hint: `${first.remedy} \`metrics-project check ${file}\` lists all problems.`,
        files: [file],
      },
    );
  }
  return {
    path,
    before,
    after: config.topics.size === 0 ? undefined : renderTopics(config, [text]),
  };
}

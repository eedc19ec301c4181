import { createHash } from "node:crypto";
import { packageVersion } from "../io/packageRoot.js";
import { signature } from "../templates/signature.js";
import type { ConfigTopic, EmissionsConfig } from "./EmissionsConfig.js";

/**
 * The module src/generated/emissions.ts of a config: its topics as a constant, which the runtime checks
 * rows against, and the declaration that types `context.emissions`.
 *
 * @param texts the texts of the config's files, for the signature
 */
export function renderTopics(config: EmissionsConfig, texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text.replaceAll("\r\n", "\n"));
  const source = config.files.join(", ");
  const signed = signature({
    tool: "create-metrics-project",
    version: packageVersion(),
    source,
    sha256: hash.digest("hex"),
  });
  const members = [...config.topics.values()].map(topicText).join("");
  return `${signed}
import type { RowOf, Topics } from "@metrics-project/runtime";

/** The topics of ${source}, with the fields of their rows. \`runMetricsBuild\` checks every row against them. */
export const topics = {
${members}} as const satisfies Topics;

/** A row of a topic: every field of its schema, and no others. */
export type Row<N extends keyof typeof topics> = RowOf<(typeof topics)[N]>;

declare module "@metrics-project/runtime" {
  // Rows that do not match the config do not compile.
  interface DeclaredEmissions {
    readonly topics: typeof topics;
  }
}
`;
}

function topicText({ name, event, schema }: ConfigTopic): string {
  const fields = [...schema].map(
    ([field, { type }]) => `      ${keyOf(field)}: ${JSON.stringify(type)},\n`,
  );
  const head = event ? "    event: true,\n" : "";
  return `  ${keyOf(name)}: {\n${head}    schema: {\n${fields.join("")}    },\n  },\n`;
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__" ? name : JSON.stringify(name);
}

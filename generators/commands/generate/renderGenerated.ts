import { bindingsGenerator } from "../../bindings/bindingsGenerator.js";
import { type BindingsOptions, renderCodecs } from "../../bindings/renderBindings.js";
import { clientGenerator } from "../../client/clientGenerator.js";
import { packageVersion } from "../../io/packageRoot.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { runGenerator } from "../../plop/runGenerator.js";
import { signature } from "../../templates/signature.js";
import type { Layout } from "./layout.js";
import { hashProtos, hashText, type Sources } from "./sources.js";
import type { Tools } from "./Tools.js";

/** Every generated file of a layout, by path relative to its root. Nothing is written. */
export async function renderGenerated(
  layout: Layout,
  sources: Sources,
  tools: Tools,
  signal?: AbortSignal,
): Promise<RenderedFiles> {
  const { description, protos } = sources;
  const sha256 = hashText(description.text);
  const options: BindingsOptions = {
    protos,
    source: `${layout.protos}/`,
    sha256: hashProtos(protos),
    tools,
    ...(signal ? { signal } : {}),
  };
  const [client, bindings, codecs] = await Promise.all([
    tools.openapiTypescript().then((tool) =>
      runGenerator(clientGenerator, {
        document: description.document,
        source: layout.openapi,
        sha256,
        tool,
      }),
    ),
    runGenerator(bindingsGenerator, options),
    layout.codecs === undefined ? [] : renderCodecs(options),
  ]);
  const files: RenderedFiles = new Map();
  for (const [path, content] of client) files.set(`${layout.generated}/api/${path}`, content);
  if (layout.descriptionModule !== undefined) {
    files.set(layout.descriptionModule, renderDescription(layout, sources, sha256));
  }
  for (const [path, content] of bindings) files.set(`${layout.generated}/proto/${path}`, content);
  for (const [path, content] of codecs) files.set(`${layout.codecs}/${path}`, content);
  return files;
}

function renderDescription(layout: Layout, { description }: Sources, sha256: string): string {
  const signed = signature({
    tool: "create-metrics-project",
    version: packageVersion(),
    source: layout.openapi,
    sha256,
  });
  const json = JSON.stringify(description.document, null, 2);
  return `${signed}
/** The description of the platform's API, which the local platform serves and checks against. */
export const description: Readonly<Record<string, unknown>> = ${json};
`;
}

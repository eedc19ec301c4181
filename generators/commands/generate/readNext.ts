import { stringify } from "yaml";
import type { World } from "../../cli/command.js";
import { type ApiSettings, remembered, rememberedSource } from "./apiSettings.js";
import { shownURL } from "./downloadDescription.js";
import { kindOf, readNewDescription } from "./readNewDescription.js";
import { readNewProtos } from "./readNewProtos.js";
import { restrictDescription, unknownName, unknownNames } from "./restrictDescription.js";
import { runtimeUsage } from "./runtimeUsage.js";
import type { Description, Sources } from "./sources.js";
import type { Tools, TypeScript } from "./Tools.js";

/** The requested new sources. */
export interface SourceOptions {
  /** A new description, as a file, a URL, `-` for standard input, or `remembered`. */
  openapi?: string | undefined;
  /** Restricts the description to these tags and operations; `all` removes the restriction. Default: as saved. */
  only?: readonly string[] | undefined;
  /** New .proto files, as a file or a folder. */
  proto?: string | undefined;
}

/** The project's sources and the request. */
export interface Given {
  current: Sources;
  settings: ApiSettings;
  options: SourceOptions;
}

/**
 * The sources to generate from, and the settings to save.
 *
 * @throws CommandError if a requested source cannot be read, or does not exist
 */
export async function readNext(
  world: Pick<World, "cwd" | "signal" | "stderr" | "stdin">,
  { current, settings, options }: Given,
  tools: () => Promise<Tools>,
): Promise<{ next: Sources; settings: ApiSettings; notes: string[] }> {
  const { openapi, proto } = options;
  const notes: string[] = [];
  let { source } = settings;
  let { description } = current;
  if (openapi !== undefined) {
    const location = openapi === remembered ? rememberedSource(settings) : openapi;
    description = await readNewDescription(world, location, tools);
    if (kindOf(location) === "url") source = shownURL(location);
  }
  const given = options.only?.includes("all") ? undefined : (options.only ?? settings.only);
  if (given !== undefined && (openapi !== undefined || options.only !== undefined)) {
    const unknown = unknownNames(description.document, given);
    const [first] = unknown;
    if (first !== undefined && options.only !== undefined) {
      throw unknownName(description.document, first);
    }
    for (const name of unknown) notes.push(`The new description no longer has ${name}.`);
    const compiler = await (await tools()).typescript();
    description = await cutDown(description, given, compiler);
    notes.push(`The description is restricted to ${given.join(", ")} and what the runtime calls.`);
  }
  const protos =
    proto === undefined ? current.protos : await readNewProtos(world.cwd, proto, current.protos);
  return { next: { description, protos }, settings: settingsOf(source, given), notes };
}

function settingsOf(source: string | undefined, only: readonly string[] | undefined): ApiSettings {
  return { ...(source !== undefined && { source }), ...(only !== undefined && { only }) };
}

/** Keeps what the runtime calls: without it, the project would not compile. */
async function cutDown(
  { text, document }: Description,
  names: readonly string[],
  compiler: TypeScript,
): Promise<Description> {
  const kept = new Set((await runtimeUsage(compiler)).keys());
  const restricted = restrictDescription(document, names, kept);
  const isJson = /^\s*\{/.test(text);
  return {
    text: isJson
      ? `${JSON.stringify(restricted, null, 2)}\n`
      : stringify(restricted, { aliasDuplicateObjects: false, lineWidth: 120 }),
    document: restricted,
  };
}

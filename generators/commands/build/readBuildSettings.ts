import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import { wordsFor } from "../../project/templateData.js";

/** The field `metricsBuild` of a project's package.json. */
export interface BuildSettings {
  /** Packages that are not bundled: the program loads them from node_modules, which the image includes. */
  readonly external: readonly string[];
}

const packageName = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i;

/**
 * Reads `"metricsBuild": { "external": ["sharp"] }`: the packages that cannot be bundled.
 *
 * @throws CommandError if it has another form, or a package is not among the `dependencies`
 */
export async function readBuildSettings(root: string): Promise<BuildSettings> {
  const path = join(root, "package.json");
  const manifest = parsed(await readFile(path, "utf8").catch(() => undefined));
  if (manifest === undefined) {
    throw new CommandError(`cannot read package.json in ${root}`, {
      hint: "Run this in a project.",
    });
  }
  const { metricsBuild = {}, dependencies = {} } = manifest;
  const settings = object(metricsBuild);
  const other = Object.keys(settings).find((key) => key !== "external");
  if (other !== undefined) throw invalid(`has the unknown field "${other}"`);
  const { external = [] } = settings;
  const isList = Array.isArray(external) && external.every((name) => typeof name === "string");
  if (!isList) throw invalid(`has external ${JSON.stringify(external)}`);
  const names: string[] = external;
  for (const name of names) {
    if (!packageName.test(name))
      throw invalid(`has external "${name}", which is not a package name`);
    if (name in object(dependencies)) continue;
    throw new CommandError(`"${name}" is external, but not listed in "dependencies"`, {
      hint: `The image installs only those. Add it with ${wordsFor(root).add} ${name}.`,
    });
  }
  return { external: names };
}

function invalid(problem: string): CommandError {
  return new CommandError(`"metricsBuild" in package.json ${problem}`, {
    hint: 'It must look like { "external": ["sharp"] }, with the packages that cannot be bundled.',
  });
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    return text === undefined ? undefined : object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

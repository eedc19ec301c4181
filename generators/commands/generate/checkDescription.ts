import { parseDocument } from "yaml";
import {
  isObject,
  type Json,
  type JsonObject,
  lookUp,
  objectEntries,
} from "../../client/document.js";
import { CommandError } from "../../io/CommandError.js";
import { isExternal, type Reference, referencesOf } from "./references.js";

/** In bytes, about twenty times the platform's description. Type-checking against a larger one takes minutes. */
export const largestDescription = 5_000_000;

/**
 * Reads an OpenAPI 3.0 or 3.1 description (YAML or JSON), and checks what the generators rely on. `name` is
 * its name in messages.
 *
 * @throws CommandError if it is something else; the message says what
 */
export function checkDescription(text: string, name: string): JsonObject {
  if (text.length > largestDescription) {
    throw tooLarge(name, text.length);
  }
  if (/^\s*(<!doctype html|<html)/i.test(text)) {
    throw new CommandError(`${name} is an HTML page, not an OpenAPI description`, {
      hint: "Pass the address of the description itself; on GitHub, this is the “Raw” link.",
    });
  }
  const document = parseDocumentText(text, name);
  checkNesting(document, name);
  if (!isObject(document)) {
    throw new CommandError(`${name} is not an OpenAPI description`, {
      hint: "It must be a YAML or JSON object with `openapi: 3.0.x` or `openapi: 3.1.x`.",
    });
  }
  if (document.swagger !== undefined) {
    throw new CommandError(`${name} uses Swagger/OpenAPI ${String(document.swagger)}`, {
      hint: "It must be OpenAPI 3.0 or 3.1. Convert version 2 with swagger2openapi.",
    });
  }
  const version = String(document.openapi ?? "");
  if (!/^3\.[01](\.|$)/.test(version)) {
    throw new CommandError(
      version === "" ? `${name} has no OpenAPI version` : `${name} uses OpenAPI ${version}`,
      { hint: "It must start with `openapi: 3.0.x` or `openapi: 3.1.x`." },
    );
  }
  if (objectEntries(document.paths).length === 0) {
    throw new CommandError(`${name} has no operations: its \`paths\` are empty`, {
      hint: "The client would be empty. Check that this is the right file.",
    });
  }
  checkReferences(document, name);
  return document;
}

/** The same error for a text, and for a download that stops at the limit. */
export function tooLarge(name: string, bytes?: number): CommandError {
  const size = bytes === undefined ? "" : ` (${(bytes / 1e6).toFixed(0)} MB)`;
  const limit = `${largestDescription / 1e6} MB`;
  return new CommandError(`${name} is larger than ${limit}${size}`, {
    hint: "The description of the platform's API is much smaller. Check that this is the right file.",
  });
}

/**
 * The value of a JSON or YAML text.
 *
 * @throws CommandError if it is neither
 */
export function parseDocumentText(text: string, name: string): Json {
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // YAML in flow style starts like JSON.
    }
  }
  const document = parseYAML(text, name);
  const [error] = document.errors;
  if (error?.message.includes("call stack")) throw tooDeep(name, error);
  if (error !== undefined) {
    const line = error.linePos?.[0].line;
    const what = (error.message.split("\n")[0] ?? "").replace(/ at line .*$/, "");
    throw new CommandError(
      `${name}${line === undefined ? "" : `:${line}`} is not valid YAML: ${what}`,
      {
        hint: "Fix it, and retry.",
      },
    );
  }
  try {
    // Descriptions do not need aliases, which could expand a few lines of YAML without limit.
    return document.toJS({ maxAliasCount: 1000 }) as Json;
  } catch (error) {
    throw new CommandError(`cannot read ${name}: ${(error as Error).message}`, {
      hint: "Remove the YAML aliases.",
    });
  }
}

/** Deeper than any real description, and low enough for recursive tools. */
const deepest = 250;

/** @throws CommandError if it is nested too deeply for the recursive parser */
function parseYAML(text: string, name: string): ReturnType<typeof parseDocument> {
  try {
    return parseDocument(text, { prettyErrors: true });
  } catch (error) {
    throw error instanceof RangeError ? tooDeep(name, error) : error;
  }
}

function tooDeep(name: string, cause: Error): CommandError {
  return new CommandError(`${name} is nested deeper than ${deepest} levels`, {
    hint: "The tools cannot process this. Check that this is the right file.",
    cause,
  });
}

/** @throws CommandError if the value contains itself, which YAML aliases allow, or is nested too deeply */
function checkNesting(document: Json, name: string): void {
  const around = new Set<Json>();
  const visit = (value: Json | undefined, at: string): void => {
    if (typeof value !== "object" || value === null) return;
    if (around.has(value)) {
      throw new CommandError(
        `${name} contains itself: an alias in ${at} refers to a node that contains the alias`,
        {
          hint: "Remove the YAML aliases.",
        },
      );
    }
    if (around.size >= deepest) {
      throw new CommandError(
        `${name} is nested deeper than ${deepest} levels (in ${at.slice(0, 100)}…)`,
        {
          hint: "The tools cannot process this. Move the nested schemas to components, and refer to them.",
        },
      );
    }
    around.add(value);
    for (const [key, entry] of Object.entries(value)) visit(entry, `${at}/${key}`);
    around.delete(value);
  };
  visit(document, "#");
}

/** @throws CommandError if a reference leaves the document, or its target does not exist */
function checkReferences(document: JsonObject, name: string): void {
  const references = referencesOf(document);
  const external = references.filter(isExternal);
  if (external.length > 0) throw refersElsewhere(name, external);
  const lacking = references.filter(
    ({ to, inExample }) => !inExample && lookUp(document, to) === undefined,
  );
  const [first] = lacking;
  if (first === undefined) return;
  const others = new Set(lacking.map(({ to }) => to)).size - 1;
  const more = others > 0 ? `, and ${others} more such references` : "";
  throw new CommandError(
    `${name} refers to ${first.to}, which does not exist (in ${first.at})${more}`,
    {
      hint: "Nothing can be generated from an incomplete description. Get the complete one.",
    },
  );
}

/** The error for references to other documents, which no tool may open. */
export function refersElsewhere(name: string, external: readonly Reference[]): CommandError {
  const [first] = external;
  const others = new Set(external.map(({ to }) => to)).size - 1;
  const more = others > 0 ? `, and ${others} more such references` : "";
  return new CommandError(
    `${name} refers to another document: ${first?.to} (in ${first?.at})${more}`,
    {
      hint: "Only files in the folder of the --openapi file and its subfolders may refer to each other. Download the missing document, and put it there.",
      code: "outside",
    },
  );
}

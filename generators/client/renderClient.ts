import { signature } from "../templates/signature.js";
import type { JsonObject } from "./document.js";
import { preprocess, withoutMarks } from "./preprocess.js";
import { queryStyles } from "./queryStyles.js";

/** The parts of openapi-typescript, a development dependency or fetched on demand, that {@link renderClient} uses. */
export interface OpenapiTypescript {
  /** Version of the package, for the signature. */
  version: string;
  default(source: JsonObject, options: Record<string, unknown>): Promise<unknown>;
  astToString(ast: unknown): string;
}

export interface ClientOptions {
  /** The description: a validated OpenAPI 3.0 or 3.1 document. */
  document: JsonObject;
  /** Its source, as the signature names it: a path within the project. */
  source: string;
  /** SHA-256 of the source's bytes, in hexadecimal. */
  sha256: string;
  tool: OpenapiTypescript;
}

/**
 * Renders the API client's types and its table of query styles. Writes no files.
 *
 * @returns file contents by name: `paths.ts` and `query-styles.ts`
 * @throws openapi-typescript's error if it cannot read the description
 */
export async function renderClient(options: ClientOptions): Promise<Map<string, string>> {
  const { document, source, sha256, tool } = options;
  const prepared = preprocess(document);
  const ast = await tool.default(prepared, {
    // Values with a default may still be missing from a response, and `metadata: object` is not an empty object.
    defaultNonNullable: false,
    emptyObjectsUnknown: true,
    silent: true,
  });
  const signed = (name: string) => signature({ tool: name, version: tool.version, source, sha256 });
  return new Map([
    ["paths.ts", `${signed("openapi-typescript")}\n${withoutMarks(tool.astToString(ast))}`],
    ["query-styles.ts", `${signed("openapi-typescript")}\n${renderStyles(document)}`],
  ]);
}

function renderStyles(document: JsonObject): string {
  return `/** How one array- or object-valued parameter is serialized in the query. */
export interface QueryStyle {
  style: "form" | "spaceDelimited" | "pipeDelimited" | "deepObject";
  explode: boolean;
}

/**
 * Query parameters not serialized in the usual way (arrays as repeated names, objects as \`name[key]=value\`),
 * by operation and name.
 */
export const queryStyles: Readonly<Record<string, Readonly<Record<string, QueryStyle>>>> = ${JSON.stringify(
    queryStyles(document),
    null,
    2,
  )};
`;
}

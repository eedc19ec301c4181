import type { Document } from "openapi-backend";
import { foreignDescription, type OpenAPIDocument } from "./foreignDescription.js";
import { description } from "./generated/description.js";

/** The description in the form that the server library accepts, and the facts that this form cannot express. */
export interface DescribedOperations {
  document: Document;
  /** Path parameters that contain a comma-separated list, by operation ID. */
  pathLists: ReadonlyMap<string, readonly string[]>;
  /** Names of the security schemes. All of them accept the token. */
  securitySchemes: readonly string[];
  /** IDs of its operations. */
  operationIDs: ReadonlySet<string>;
  /** Whether the caller supplied it: it may require fields that this platform does not know. */
  isForeign: boolean;
}

interface Parameter {
  name?: string;
  in?: string;
  schema?: { type?: string; items?: unknown };
}

interface DescribedOperation {
  operationId?: string;
  parameters?: Parameter[];
}

/**
 * Prepares the API description for the server: openapi-backend neither splits lists in a path nor matches
 * a path that ends in a slash.
 *
 * @param given a description other than the bundled one, or its path
 * @throws ConfigError if that description cannot be used
 */
export async function describedOperations(
  given?: string | OpenAPIDocument,
): Promise<DescribedOperations> {
  const own = given === undefined ? structuredClone(description) : await foreignDescription(given);
  const document = own as {
    paths: Record<string, Record<string, DescribedOperation>>;
    components?: { securitySchemes?: object };
  };
  const pathLists = new Map<string, string[]>();
  const paths: typeof document.paths = {};
  for (const [path, item] of Object.entries(document.paths)) {
    paths[path.replace(/\/$/, "")] = item;
    for (const operation of Object.values(item)) {
      for (const parameter of operation.parameters ?? []) {
        if (parameter.in !== "path" || parameter.schema?.type !== "array") continue;
        const { operationId = "", name = "" } = { ...operation, name: parameter.name };
        pathLists.set(operationId, [...(pathLists.get(operationId) ?? []), name]);
        parameter.schema = { type: "string" };
      }
    }
  }
  document.paths = paths;
  return {
    document: document as unknown as Document,
    pathLists,
    securitySchemes: Object.keys(document.components?.securitySchemes ?? {}),
    operationIDs: new Set(
      Object.values(paths).flatMap((item) =>
        Object.values(item).map(({ operationId = "" }) => operationId),
      ),
    ),
    isForeign: given !== undefined,
  };
}

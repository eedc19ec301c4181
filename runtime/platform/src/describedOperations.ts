import type { Document } from "openapi-backend";
import { foreignDescription, type OpenAPIDocument } from "./foreignDescription.js";
import { description } from "./generated/description.js";

/** The description as the server library takes it, and what it had to be told apart. */
export interface DescribedOperations {
  document: Document;
  /** Path parameters that hold a comma-separated list, by operation ID. */
  pathLists: ReadonlyMap<string, readonly string[]>;
  /** Names of the ways to authenticate. The token serves for each. */
  securitySchemes: readonly string[];
  /** IDs of the operations that it has. */
  operationIDs: ReadonlySet<string>;
  /** Whether it is somebody else's: it may want what this platform does not know. */
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
 * Prepares the API's description for serving: openapi-backend neither splits lists in a path nor matches
 * a path that ends in a slash.
 *
 * @param given another description than ours, or the path of one
 * @throws ConfigError if that cannot be used
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

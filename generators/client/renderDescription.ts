import { packageVersion } from "../cli/packageRoot.js";
import { signature } from "../generate/signature.js";
import type { JsonObject } from "./document.js";

export interface DescriptionOptions {
  /** The description: OpenAPI 3.1, checked already. */
  document: JsonObject;
  /** Where it came from, as the signature names it: a path within the project. */
  source: string;
  /** SHA-256 of the source's bytes, in hexadecimal. */
  sha256: string;
}

/**
 * Renders the description as a module, which the local platform serves and checks against: it reads no
 * YAML at run time. Goes to runtime/src/platform/generated/description.ts.
 */
export function renderDescription({ document, source, sha256 }: DescriptionOptions): string {
  const tool = "create-metrics-project";
  return `${signature({ tool, version: packageVersion(), source, sha256 })}
/** The description of the platform's API, for the local platform to serve and to check against. */
export const description: Readonly<Record<string, unknown>> = ${JSON.stringify(document, null, 2)};
`;
}

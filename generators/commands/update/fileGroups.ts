/**
 * Files that belong together and are never merged line by line: the descriptions and the code generated from
 * them. If a user generated from another description, all of them stay.
 */
export function generatedGroup(path: string): string | undefined {
  return /^(openapi|proto|src\/generated)\//.test(path) ? "generated" : undefined;
}

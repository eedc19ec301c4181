interface DescribedPaths {
  paths?: Record<string, unknown>;
}

interface DescribedOperation {
  method: string;
  path: RegExp;
  operationID: string;
}

/** Finds the operation of a request, before the request is checked. */
export class OperationMatcher {
  readonly #operations: DescribedOperation[] = [];

  /** @param document an API description @param root the path of the API on its server */
  constructor(document: DescribedPaths, root: string) {
    const words = (path: string) => path.replaceAll(/\{.*?\}/g, "").length;
    // The most specific path first.
    const paths = Object.entries(document.paths ?? {}).sort(([a], [b]) => words(b) - words(a));
    for (const [path, item] of paths) {
      const pattern = path.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{.*?\}/g, "[^/]+");
      for (const [method, operation] of Object.entries(item as object)) {
        const { operationId } = (operation ?? {}) as { operationId?: string };
        if (operationId === undefined) continue;
        this.#operations.push({
          method: method.toUpperCase(),
          path: new RegExp(`^${root}${pattern}/?$`),
          operationID: operationId,
        });
      }
    }
  }

  /** The operationId; empty if none matches. */
  find(method: string, path: string): string {
    const isIt = (one: DescribedOperation) => one.method === method && one.path.test(path);
    return this.#operations.find(isIt)?.operationID ?? "";
  }
}

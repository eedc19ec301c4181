import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("..", import.meta.url));

/**
 * Where a file of the folder with real logs, reference descriptions and tools lies: below
 * METRICS_SHARED, else below `../shared` beside the repository. Undefined where it is not there;
 * tests that need it skip then, and say so.
 */
export function sharedPath(path: string): string | undefined {
  const root = process.env.METRICS_SHARED ?? join(repository, "..", "shared");
  const found = join(root, path);
  return existsSync(found) ? found : undefined;
}

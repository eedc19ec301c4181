import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../io/packageRoot.js";
import { renderSurfaces } from "./check/surfaces.js";

/** `npm run api`: records the public surface of each package, so that a review shows its changes. */
const root = packageRoot();
for (const [path, text] of await renderSurfaces(root)) {
  await writeFile(join(root, path), text);
  process.stdout.write(`${path}\n`);
}

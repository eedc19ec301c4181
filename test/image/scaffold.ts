import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { linkedPackages } from "../../generators/project/linkedPackages.js";
import { renderProject } from "../../generators/project/renderProject.js";

/** A project with the packages that `npm run build` packed. */
export async function scaffold(root: string): Promise<void> {
  const version = "0.1.0";
  const files = await renderProject({
    answers: {
      name: "my-metrics",
      logs: "jsonl",
      modes: ["test", "batch", "report"],
      ci: "none",
      packageManager: "npm",
      link: "vendored",
    },
    version,
    ...(await linkedPackages("vendored", version, process.env)),
  });
  for (const [path, content] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

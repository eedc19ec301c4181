import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundle } from "../../commands/build/bundle.js";
import { inTemporaryFolder } from "../../io/inTemporaryFolder.js";
import { renderProject } from "../../project/renderProject.js";

/**
 * Maximum bytes of the packed packages, and of all JavaScript in the bundle of a scaffold with every mode,
 * which its image loads. About 5 % above their sizes when a number was last set.
 */
const budget = {
  "create-metrics-project": 4_430_000,
  "metrics-project-runtime": 446_000,
  "metrics-project-platform": 72_000,
  "the scaffold's bundle": 1_325_000,
} as const satisfies Record<string, number>;

type Measured = keyof typeof budget;

/** One line for each that exceeds its budget, and one with all sizes. Requires a built `root`. */
export async function checkSizes(
  root: string,
  tarballs: readonly string[],
): Promise<{ problems: string[]; sizes: string }> {
  const measured: [Measured, number][] = [];
  for (const name of Object.keys(budget) as Measured[]) {
    const tarball = tarballs.find((path) => path.includes(`${name}-`));
    const bytes = tarball === undefined ? await bundleSize(root) : (await stat(tarball)).size;
    measured.push([name, bytes]);
  }
  return {
    problems: measured.flatMap(([name, bytes]) =>
      bytes <= budget[name]
        ? []
        : [
            `${name} has ${bytes} bytes, and its budget is ${budget[name]}: make it smaller, or set a higher budget in generators/tasks/check/sizes.ts`,
          ],
    ),
    sizes: measured.map(([name, bytes]) => `${name} ${Math.round(bytes / 1000)} kB`).join(", "),
  };
}

/** Inside this repository, so that it finds its node_modules. */
function bundleSize(root: string): Promise<number> {
  return inTemporaryFolder(
    async (project) => {
      const linked = { specifier: "*" };
      const files = await renderProject({
        answers: {
          name: "my-metrics",
          logs: "mcap",
          modes: ["test", "batch", "report"],
          packageManager: "npm",
          ci: "none",
          link: "registry",
        },
        version: "0.0.0",
        runtime: linked,
        platform: linked,
        cli: linked,
      });
      for (const [path, content] of files) {
        await mkdir(dirname(join(project, path)), { recursive: true });
        await writeFile(join(project, path), content);
      }
      const { problems } = await bundle(project, []);
      if (problems.length > 0) throw new Error(problems.join(""));
      const dist = join(project, "dist");
      const scripts = (await readdir(dist)).filter((name) => name.endsWith(".mjs"));
      const sizes = await Promise.all(scripts.map(async (name) => stat(join(dist, name))));
      return sizes.reduce((sum, { size }) => sum + size, 0);
    },
    join(root, ".vendor"),
  );
}

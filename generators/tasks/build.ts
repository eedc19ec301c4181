import { execFile } from "node:child_process";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import typescript from "typescript";
import { findRuntimeUsage, runtimeUsageFile } from "../commands/generate/runtimeUsage.js";
import { packageRoot } from "../io/packageRoot.js";
import { publishedFile } from "../project/linkedPackages.js";
import { packPackage } from "../project/packPackage.js";
import { buildViewAssets } from "../view/buildViewAssets.js";
import { bundleGenerators } from "./bundle.js";
import { collectLicenses } from "./collectLicenses.js";

const run = promisify(execFile);

/** The packages that projects import, in the order of their dependencies. */
const libraries = ["runtime", "runtime/platform"];

/**
 * `npm run build`: compiles the libraries, and creates dist with both bins and the parts of pages, and .vendor with all
 * packages. With --publish, dist is for the registry: projects that it scaffolds refer to the registry.
 */
async function main(isForRegistry: boolean): Promise<void> {
  const root = packageRoot();
  const vendor = join(root, ".vendor");
  const [bundled] = await Promise.all([bundleGenerators(root), compileLibraries(root)]);
  const drawn = await buildViewAssets(root, join(root, "dist", "view"));
  const licenses = await collectLicenses(root, [...bundled, ...drawn]);
  await writeFile(join(root, "dist", "THIRD-PARTY-LICENSES.txt"), licenses);
  // `generate` reports API changes that affect the runtime; a project only has its compiled form.
  const usage = Object.fromEntries(findRuntimeUsage(typescript));
  await writeFile(join(root, "dist", runtimeUsageFile), JSON.stringify(usage));

  await rm(vendor, { recursive: true, force: true });
  // An installed CLI also scaffolds: it includes the libraries, and packs itself.
  await mkdir(join(root, "dist", "vendor"));
  for (const folder of libraries) {
    const tarball = await packPackage(join(root, folder), vendor, process.env);
    await cp(tarball, join(root, "dist", "vendor", basename(tarball)));
  }
  await packPackage(root, vendor, process.env);
  // Last: a vendored copy does not come from the registry.
  if (isForRegistry) await writeFile(join(root, publishedFile), "");
}

/**
 * Each is compiled against the compiled form of those before it, as for its users. This checks their types, too:
 * `npm test` does not run `types:runtime`.
 */
async function compileLibraries(root: string): Promise<void> {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  for (const folder of libraries) {
    await rm(join(root, folder, "dist"), { recursive: true, force: true });
    try {
      await run(process.execPath, [tsc, "-p", join(root, folder)]);
    } catch (error) {
      const { stdout } = error as { stdout?: string };
      throw new Error(`${folder} does not compile\n${stdout ?? ""}`, { cause: error });
    }
  }
}

await main(process.argv.includes("--publish"));

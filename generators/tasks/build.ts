import { execFile } from "node:child_process";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import typescript from "typescript";
import { findRuntimeUsage, runtimeUsageFile } from "../commands/generate/runtimeUsage.js";
import { packageRoot } from "../io/packageRoot.js";
import { packPackage } from "../project/packPackage.js";
import { buildViewAssets } from "../view/buildViewAssets.js";
import { bundleGenerators } from "./bundle.js";
import { collectLicenses } from "./collectLicenses.js";

const run = promisify(execFile);

/** `npm run build`: runtime/dist, dist with both bins and what pages are made of, and .vendor with both packages packed. */
async function main(): Promise<void> {
  const root = packageRoot();
  const vendor = join(root, ".vendor");
  const [bundled] = await Promise.all([bundleGenerators(root), compileRuntime(root)]);
  const drawn = await buildViewAssets(root, join(root, "dist", "view"));
  const licenses = await collectLicenses(root, [...bundled, ...drawn]);
  await writeFile(join(root, "dist", "THIRD-PARTY-LICENSES.txt"), licenses);
  // `generate` tells which changes of the API the runtime feels; a project has only its compiled form.
  const usage = Object.fromEntries(findRuntimeUsage(typescript));
  await writeFile(join(root, "dist", runtimeUsageFile), JSON.stringify(usage));

  await rm(vendor, { recursive: true, force: true });
  const runtime = await packPackage(join(root, "runtime"), vendor);
  // An installed CLI scaffolds too: it brings the runtime along, and packs itself.
  await mkdir(join(root, "dist", "vendor"));
  await cp(runtime, join(root, "dist", "vendor", basename(runtime)));
  await packPackage(root, vendor);
}

async function compileRuntime(root: string): Promise<void> {
  await rm(join(root, "runtime", "dist"), { recursive: true, force: true });
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  try {
    await run(process.execPath, [tsc, "-p", join(root, "runtime")]);
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    throw new Error(`the runtime does not compile\n${stdout ?? ""}`, { cause: error });
  }
}

await main();

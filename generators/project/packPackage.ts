import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Packs the npm package in `folder` into `target` as NAME-VERSION-HASH8.tgz and returns its path.
 * The hash is of the bytes: npm's cache would otherwise serve the old code of an equally named one.
 */
export async function packPackage(folder: string, target: string): Promise<string> {
  await mkdir(target, { recursive: true });
  const aside = await mkdtemp(join(target, ".pack-"));
  try {
    await run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", aside], {
      cwd: folder,
      shell: process.platform === "win32",
    });
    const [packed] = await readdir(aside);
    if (packed === undefined) throw new Error(`npm pack left nothing for ${folder}`);
    const bytes = await readFile(join(aside, packed));
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
    const path = join(target, packed.replace(/\.tgz$/, `-${hash}.tgz`));
    await rename(join(aside, packed), path);
    return path;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

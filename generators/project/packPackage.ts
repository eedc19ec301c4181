import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../io/CommandError.js";
import type { Environment } from "../io/childEnvironment.js";
import { inTemporaryFolder } from "../io/inTemporaryFolder.js";
import { renamePatiently } from "../io/renamePatiently.js";
import { runProgram } from "../io/runProgram.js";

/**
 * Packs the npm package in `folder` into `target` as NAME-VERSION-HASH8.tgz and returns its path.
 * The hash is of the bytes: npm's cache would otherwise return the old code of a tarball with the same name.
 */
export async function packPackage(
  folder: string,
  target: string,
  env: Environment,
): Promise<string> {
  return await inTemporaryFolder(async (aside) => {
    const options = ["--ignore-scripts", "--silent", "--pack-destination", aside];
    const { stderr } = await runProgram(["npm", "pack", ...options], { cwd: folder, env });
    const [packed] = await readdir(aside);
    if (packed === undefined) {
      throw new CommandError(`npm pack created no file for ${folder}: ${stderr.trim()}`);
    }
    const bytes = await readFile(join(aside, packed));
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
    const path = join(target, packed.replace(/\.tgz$/, `-${hash}.tgz`));
    await renamePatiently(join(aside, packed), path);
    return path;
  }, target);
}

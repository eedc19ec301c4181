import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CommandError } from "../io/CommandError.js";
import type { Environment } from "../io/childEnvironment.js";
import { packageRoot } from "../io/packageRoot.js";
import type { LinkKind } from "./answers.js";
import type { LinkedPackage, ProjectInput } from "./ProjectInput.js";

/** Stands in what was published, and in nothing else. */
export const publishedFile = "dist/published";

/** How a project refers to our packages where nobody said it: by the registry where we come from there ourselves. */
export function usualLink(): LinkKind {
  return existsSync(join(packageRoot(), publishedFile)) ? "registry" : "vendored";
}

/** The packages of ours that a project depends on. */
export type LinkedPackages = Pick<ProjectInput, "runtime" | "platform" | "cli">;

/**
 * How a project refers to our packages. Vendored ones are the tarballs that the build left: in a
 * clone all, in an installed CLI all but its own, since a package cannot contain itself; there
 * it packs itself.
 *
 * @throws Error where a clone was not built.
 */
export async function linkedPackages(
  link: LinkKind,
  version: string,
  env: Environment,
): Promise<LinkedPackages> {
  if (link === "registry") {
    const newest = { specifier: `^${version}` };
    return { runtime: newest, platform: newest, cli: newest };
  }
  const root = packageRoot();
  const cli = findTarball(join(root, ".vendor"), "create-metrics-project-");
  return {
    runtime: loadBuilt(root, "runtime"),
    platform: loadBuilt(root, "platform"),
    cli: cli ? load(cli) : await packSelf(root, env),
  };
}

function loadBuilt(root: string, name: "runtime" | "platform"): LinkedPackage {
  const vendor = join(root, ".vendor");
  const prefix = `metrics-project-${name}-`;
  const tarball = findTarball(vendor, prefix) ?? findTarball(join(root, "dist", "vendor"), prefix);
  if (tarball === undefined) {
    throw new CommandError(`the tarball of the ${name} is missing in ${vendor}`, {
      code: "not-built",
      hint: "In a clone of create-metrics-project: npm run build.",
    });
  }
  return load(tarball);
}

function findTarball(folder: string, prefix: string): string | undefined {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const name = names.find((entry) => entry.startsWith(prefix) && entry.endsWith(".tgz"));
  return name === undefined ? undefined : join(folder, name);
}

function load(path: string): LinkedPackage {
  const target = `vendor/${basename(path)}`;
  return { specifier: `file:${target}`, tarball: { path: target, bytes: readFileSync(path) } };
}

async function packSelf(root: string, env: Environment): Promise<LinkedPackage> {
  // Loaded here: who scaffolds from a clone, or with version ranges, packs nothing.
  const { inTemporaryFolder } = await import("../io/inTemporaryFolder.js");
  const { packPackage } = await import("./packPackage.js");
  return await inTemporaryFolder(async (folder) => load(await packPackage(root, folder, env)));
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CommandError } from "../io/CommandError.js";
import type { Environment } from "../io/childEnvironment.js";
import { packageRoot } from "../io/packageRoot.js";
import type { LinkKind } from "./answers.js";
import type { LinkedPackage, ProjectInput } from "./ProjectInput.js";

/** This file is only in published packages. */
export const publishedFile = "dist/published";

/** The default link to our packages: the registry, if this package comes from it. */
export function usualLink(): LinkKind {
  return existsSync(join(packageRoot(), publishedFile)) ? "registry" : "vendored";
}

/** Our packages that a project depends on. */
export type LinkedPackages = Pick<ProjectInput, "runtime" | "platform" | "cli">;

/**
 * A project's links to our packages. Vendored packages are the tarballs of the build. A clone has
 * all of them. An installed CLI has all except its own, because a package cannot contain itself: it
 * packs itself.
 *
 * @throws Error if a clone was not built.
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
  // Loaded on demand: scaffolding from a clone, or with version ranges, packs nothing.
  const { inTemporaryFolder } = await import("../io/inTemporaryFolder.js");
  const { packPackage } = await import("./packPackage.js");
  return await inTemporaryFolder(async (folder) => load(await packPackage(root, folder, env)));
}

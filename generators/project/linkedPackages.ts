import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { packageRoot } from "../cli/packageRoot.js";
import type { LinkKind } from "./answers.js";
import type { LinkedPackage } from "./renderProject.js";

/** The two packages of ours that a project depends on. */
export interface LinkedPackages {
  readonly runtime: LinkedPackage;
  readonly cli: LinkedPackage;
}

/**
 * How a project refers to our packages. Vendored ones are the tarballs that the build left: in a
 * clone both, in an installed CLI the runtime's only, since a package cannot contain itself; there
 * it packs itself.
 *
 * @throws Error where a clone was not built.
 */
export async function linkedPackages(link: LinkKind, version: string): Promise<LinkedPackages> {
  if (link === "registry") {
    return { runtime: { specifier: `^${version}` }, cli: { specifier: `^${version}` } };
  }
  const root = packageRoot();
  const vendor = join(root, ".vendor");
  const runtime =
    (await findTarball(vendor, "metrics-project-runtime-")) ??
    (await findTarball(join(root, "dist", "vendor"), "metrics-project-runtime-"));
  if (runtime === undefined) {
    throw Object.assign(new Error(`the runtime's tarball is missing in ${vendor}`), {
      hint: "In a clone of create-metrics-project: npm run build.",
    });
  }
  const cli = await findTarball(vendor, "create-metrics-project-");
  return { runtime: await load(runtime), cli: cli ? await load(cli) : await packSelf(root) };
}

async function findTarball(folder: string, prefix: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const name = names.find((entry) => entry.startsWith(prefix) && entry.endsWith(".tgz"));
  return name === undefined ? undefined : join(folder, name);
}

async function load(path: string): Promise<LinkedPackage> {
  const target = `vendor/${basename(path)}`;
  return { specifier: `file:${target}`, tarball: { path: target, bytes: await readFile(path) } };
}

async function packSelf(root: string): Promise<LinkedPackage> {
  const { packPackage } = await import("./packPackage.js");
  const folder = await mkdtemp(join(tmpdir(), "create-metrics-project-"));
  try {
    return await load(await packPackage(root, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

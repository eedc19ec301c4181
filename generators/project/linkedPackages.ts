import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { packageRoot } from "../io/packageRoot.js";
import type { LinkKind } from "./answers.js";
import type { LinkedPackage } from "./ProjectInput.js";

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
    findTarball(vendor, "metrics-project-runtime-") ??
    findTarball(join(root, "dist", "vendor"), "metrics-project-runtime-");
  if (runtime === undefined) {
    throw Object.assign(new Error(`the runtime's tarball is missing in ${vendor}`), {
      hint: "In a clone of create-metrics-project: npm run build.",
    });
  }
  const cli = findTarball(vendor, "create-metrics-project-");
  return { runtime: load(runtime), cli: cli ? load(cli) : await packSelf(root) };
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

async function packSelf(root: string): Promise<LinkedPackage> {
  const { packPackage } = await import("./packPackage.js");
  const folder = await mkdtemp(join(tmpdir(), "create-metrics-project-"));
  try {
    return load(await packPackage(root, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

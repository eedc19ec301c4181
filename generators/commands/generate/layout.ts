import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import { recordFile } from "../../project/projectRecord.js";

/** The places of sources and generated files; all paths except `root` are relative to it, with forward slashes. */
export interface Layout {
  /** Absolute. */
  root: string;
  openapi: string;
  protos: string;
  /** Contains `api/` and `proto/`, and only generated files. */
  generated: string;
  /** The runtime's codecs: not in `generated`, which projects receive unchanged. */
  codecs?: string;
  /** The whole description as a module, for our local platform; projects do not have it. */
  descriptionModule?: string;
  tsconfig: string;
  /** Whether this is the runtime itself. */
  isRuntime: boolean;
}

const common = { openapi: "openapi/platform.yaml", protos: "proto", tsconfig: "tsconfig.json" };

/** Folders of a layout that contain only generated files. */
export function generatedFolders({ generated, codecs }: Layout): string[] {
  return [`${generated}/api`, `${generated}/proto`, ...(codecs === undefined ? [] : [codecs])];
}

/** The runtime's own sources and those of the local platform, in our repository. */
export function runtimeLayout(root: string): Layout {
  return {
    root,
    ...common,
    generated: "runtime/src/generated",
    codecs: "runtime/src/codec/generated",
    descriptionModule: "runtime/platform/src/generated/description.ts",
    tsconfig: "runtime/tsconfig.json",
    isRuntime: true,
  };
}

/**
 * The layout of the scaffolded project that `folder` belongs to, or of our own repository: there or in a folder above.
 *
 * @throws CommandError if `folder` is in neither
 */
export async function findLayout(folder: string): Promise<Layout> {
  for (let root = folder; ; root = dirname(root)) {
    if (existsSync(join(root, recordFile))) {
      return { root, ...common, generated: "src/generated", isRuntime: false };
    }
    if ((await packageName(root)) === "create-metrics-project") return runtimeLayout(root);
    if (dirname(root) === root) break;
  }
  throw new CommandError(
    `${folder} is not in a metrics project: neither it nor a parent folder has a ${recordFile}`,
    { hint: "Run it in a project created by create-metrics-project." },
  );
}

async function packageName(folder: string): Promise<unknown> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return typeof manifest === "object" && manifest !== null && "name" in manifest
      ? manifest.name
      : undefined;
  } catch {
    return undefined;
  }
}

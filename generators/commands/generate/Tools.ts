import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BindingsTools } from "../../bindings/renderBindings.js";
import type { OpenapiTypescript } from "../../client/renderClient.js";
import type { Environment } from "../../io/childEnvironment.js";

/** TypeScript's compiler as a library. */
export type TypeScript = typeof import("typescript");

/** The part of the library behind openapi-typescript that bundles documents. */
export type OpenapiCore = Pick<
  typeof import("@redocly/openapi-core"),
  "bundleFromString" | "createConfig" | "BaseResolver" | "Source"
>;

/** Packages for generating and comparing that this package does not depend on, from one folder of installed packages. */
export interface Tools extends BindingsTools {
  openapiTypescript(): Promise<OpenapiTypescript>;
  openapiCore(): Promise<OpenapiCore>;
  typescript(): Promise<TypeScript>;
}

/** The tools below `folder`/node_modules. They are loaded and started on first use. */
export async function toolsIn(folder: string, env: Environment): Promise<Tools> {
  const file = (...path: string[]) => join(folder, "node_modules", ...path);
  const node = process.execPath;
  return {
    env,
    buf: [node, file("@bufbuild", "buf", "bin", "buf")],
    tsProto: [node, file("ts-proto", "protoc-gen-ts_proto")],
    tsProtoVersion: await versionOf(file("ts-proto")),
    async openapiTypescript() {
      const entry = file("openapi-typescript", "dist", "index.mjs");
      const [loaded, version] = await Promise.all([
        import(pathToFileURL(entry).href) as Promise<Omit<OpenapiTypescript, "version">>,
        versionOf(file("openapi-typescript")),
      ]);
      return { version, default: loaded.default, astToString: loaded.astToString };
    },
    async openapiCore() {
      const entry = file("@redocly", "openapi-core", "lib", "index.js");
      const loaded = (await import(pathToFileURL(entry).href)) as { default: OpenapiCore };
      return loaded.default;
    },
    async typescript() {
      const entry = file("typescript", "lib", "typescript.js");
      const loaded = (await import(pathToFileURL(entry).href)) as { default: TypeScript };
      return loaded.default;
    },
  };
}

async function versionOf(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    version: string;
  };
  return manifest.version;
}

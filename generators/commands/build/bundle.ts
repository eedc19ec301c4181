import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import nodePath, { dirname, join } from "node:path";
import type * as Esbuild from "esbuild";
import { CommandError } from "../../io/CommandError.js";
import { type PathRules, slashed, slashedFrom } from "../../io/slashed.js";
import { wordsFor } from "../../project/templateData.js";
import { usualMetafile } from "../../project/usualMetafile.js";
import { nameOf } from "./findPackage.js";
import type { NativeModule } from "./nativeModules.js";
import { startFile } from "./startFile.js";

/** The result of bundling. */
export interface Bundled {
  /** The bundler's errors, for display. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** Native modules that the sources import by name. */
  readonly native: readonly NativeModule[];
  /** Absolute folders of the packages that are part of the bundle. */
  readonly packages: readonly string[];
}

/** The entry file, which loads the program next to it. */
const start = "main.mjs";
const program = "metrics.mjs";

/**
 * Bundles `src/main.ts` of `root` into `dist`, with the project's own esbuild, and writes the list
 * of inputs where a rehearsal looks for it.
 */
export async function bundle(root: string, external: readonly string[]): Promise<Bundled> {
  const esbuild = loadEsbuild(root);
  const native: NativeModule[] = [];
  const tellNative: Esbuild.Plugin = {
    name: "native-modules",
    setup(build) {
      build.onLoad({ filter: /\.node$/ }, ({ path }) => {
        const folder = packageFolderOf(path);
        native.push(
          folder === undefined
            ? { name: path, file: path }
            : { name: nameOf(folder), file: slashedFrom(folder, path) },
        );
        return { contents: "" };
      });
    },
  };
  try {
    const { metafile, warnings } = await esbuild.build({
      absWorkingDir: root,
      entryPoints: { metrics: "src/main.ts" },
      outdir: "dist",
      outExtension: { ".js": ".mjs" },
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: "node20.19",
      sourcemap: true,
      sourcesContent: false,
      external: [...external],
      // CommonJS packages load Node's own modules this way.
      banner: { js: "const require=process.getBuiltinModule;" },
      logLevel: "silent",
      metafile: true,
      plugins: [tellNative],
    });
    writeFileSync(join(root, "dist", start), startFile(program));
    const outputs = { ...metafile.outputs, [`dist/${start}`]: { imports: [], inputs: {} } };
    const list = join(root, usualMetafile);
    mkdirSync(dirname(list), { recursive: true });
    writeFileSync(list, JSON.stringify({ ...metafile, outputs }));
    const read = Object.keys(metafile.inputs).map((path) => packageFolderOf(join(root, path)));
    return {
      problems: [],
      warnings: await shown(esbuild, warnings, "warning"),
      native,
      packages: [...new Set(read.filter((folder) => folder !== undefined))],
    };
  } catch (error) {
    const { errors } = error as Partial<Esbuild.BuildFailure>;
    if (errors === undefined) throw error;
    const problems = await shown(esbuild, errors, "error");
    return { problems, warnings: [], native, packages: [] };
  }
}

function loadEsbuild(root: string): typeof Esbuild {
  try {
    return createRequire(join(root, "package.json"))("esbuild") as typeof Esbuild;
  } catch (cause) {
    throw new CommandError(`esbuild is not installed in ${root}`, {
      hint: `Install the project's dependencies with ${wordsFor(root).install}.`,
      cause,
    });
  }
}

function shown(
  esbuild: typeof Esbuild,
  messages: Esbuild.Message[],
  kind: "error" | "warning",
): Promise<string[]> {
  return esbuild.formatMessages(messages, { kind, color: false, terminalWidth: 100 });
}

/** The folder of the installed package that a file belongs to. */
export function packageFolderOf(file: string, rules: PathRules = nodePath): string | undefined {
  const parts = slashed(file, rules).split("/");
  const at = parts.lastIndexOf("node_modules");
  if (at === -1) return undefined;
  const length = parts[at + 1]?.startsWith("@") ? 3 : 2;
  return parts.slice(0, at + length).join(rules.sep);
}

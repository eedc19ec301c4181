import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type BuildOptions, build, type Plugin } from "esbuild";
import handlebars from "handlebars";
import { slashed } from "../io/slashed.js";
import { sha256 } from "../project/sha256.js";

/** The folders that scaffolding copies from. */
const copiedFolders = ["templates", "openapi", "proto", "runtime/src/generated"];

/** The tools to fetch on demand, as package.json and lockfile. */
const toolFolders = [
  "generators/commands/generate/tools",
  "generators/commands/rehearse/s3/tools",
  "generators/emissions/preview/tools",
];

/**
 * Bundles both bins and all their dependencies into `dist`, with the templates beside them.
 * @returns the input files of the bundles, relative to `root`
 */
export async function bundleGenerators(root: string): Promise<string[]> {
  const dist = join(root, "dist");
  await rm(dist, { recursive: true, force: true });
  await cp(join(root, "generators", "bins"), dist, { recursive: true });
  // The location where the bundled compileTemplate looks for it.
  for (const folder of [...copiedFolders, ...toolFolders]) {
    await cp(join(root, folder), join(dist, folder), { recursive: true });
  }
  const bundled = await Promise.all([bundleScaffolder(root), bundleCommands(root)]);
  return bundled.flat();
}

/**
 * CommonJS, because Node starts it about 5 ms faster than ES modules, on every `npm create`. Code that
 * only a terminal needs is in a separate file, because even unused code must be compiled.
 */
function bundleScaffolder(root: string): Promise<string[]> {
  return bundle(root, {
    entryPoints: {
      scaffolder: join(root, "generators", "create.ts"),
      ask: join(root, "generators", "commands", "create", "ask.ts"),
      "read-config": join(root, "generators", "emissions", "readConfig.ts"),
    },
    outdir: join(root, "dist"),
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    define: { "import.meta.url": "__importMetaUrl" },
    banner: { js: 'const __importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
    plugins: [loadedApart(), precompiledTemplates(root, "project/"), lightPlop(), knownSums(root)],
  });
}

/** ES modules in chunks, so that each command only loads its own code. */
function bundleCommands(root: string): Promise<string[]> {
  return bundle(root, {
    entryPoints: {
      "metrics-project": join(root, "generators", "metrics-project.ts"),
      "from-log": join(root, "generators", "logs", "scaffold", "scaffoldFromLog.ts"),
    },
    outdir: join(root, "dist"),
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    splitting: true,
    banner: { js: requireForCommonJS },
    plugins: [precompiledTemplates(root, ""), lightPlop()],
    // Its other form requires its parts at run time, which bundlers cannot see.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    // The class name of a runtime error identifies its kind.
    keepNames: true,
  });
}

async function bundle(root: string, options: BuildOptions): Promise<string[]> {
  const { metafile } = await build({
    ...options,
    absWorkingDir: root,
    metafile: true,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20.19",
    conditions: ["@metrics-project/source"],
    // Only `generate` needs it, in a project that has its own.
    external: ["typescript"],
    // THIRD-PARTY-LICENSES.txt has them in full.
    legalComments: "none",
    logLevel: "warning",
  });
  return Object.keys(metafile.inputs);
}

/** Moves the prompts and the readers of logs and configs out of the scaffolder, into files beside it. */
function loadedApart(): Plugin {
  const apart: [source: RegExp, bundled: string][] = [
    [/\/logs\/scaffold\/scaffoldFromLog\.js$/, "./from-log.js"],
    [/\/ask\.js$/, "./ask.cjs"],
    [/\/emissions\/readConfig\.js$/, "./read-config.cjs"],
  ];
  return {
    name: "loaded-apart",
    setup(build) {
      for (const [filter, path] of apart) {
        build.onResolve({ filter }, ({ kind }) =>
          kind === "dynamic-import" ? { path, external: true } : undefined,
        );
      }
    },
  };
}

/** CommonJS dependencies call `require` for Node's own modules; an ES module does not have it. */
const requireForCommonJS =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** Replaces the module that compiles templates by one with the compiled templates of `folder`. */
function precompiledTemplates(root: string, folder: string): Plugin {
  return {
    name: "precompiled-templates",
    setup(build) {
      build.onLoad({ filter: /generators[/\\]templates[/\\]compileTemplate\.ts$/ }, async () => ({
        contents: await precompiledModule(join(root, "templates"), folder),
        loader: "js",
        resolveDir: root,
      }));
    },
  };
}

async function precompiledModule(folder: string, below: string): Promise<string> {
  const paths = (await readdir(folder, { recursive: true }))
    .filter((path) => path.endsWith(".hbs"))
    .map((path) => slashed(path))
    .filter((path) => path.startsWith(below))
    .sort();
  const specs = await Promise.all(
    paths.map(async (path) => {
      const source = await readFile(join(folder, path), "utf8");
      const spec = handlebars.precompile(source, { noEscape: true, strict: true });
      return `${JSON.stringify(path)}: ${String(spec)}`;
    }),
  );
  return `
    import { join } from "node:path";
    import handlebars from "handlebars/runtime";
    import { packageRoot } from "./generators/io/packageRoot.js";
    const specs = {${specs.join(",\n")}};
    export const sourcesRoot = () => join(packageRoot(), "dist");
    export async function compileTemplate(path) {
      if (!Object.hasOwn(specs, path)) throw new Error("unknown template " + path);
      const render = handlebars.template(specs[path]);
      return (data) => render(data);
    }
  `;
}

/**
 * plop as a library uses neither prompts nor its own file actions. Without them, their packages
 * and the template compiler, it loads in a tenth of the time.
 */
function lightPlop(): Plugin {
  const unused = ["inquirer", "resolve", "node:module", "./prompt-bypass.js", "./actions/index.js"];
  return {
    name: "light-plop",
    setup(build) {
      build.onResolve({ filter: /^handlebars$/ }, ({ resolveDir }) =>
        build.resolve("handlebars/runtime", { resolveDir, kind: "import-statement" }),
      );
      build.onResolve(
        { filter: new RegExp(`^(${unused.join("|").replaceAll(".", "\\.")})$`) },
        ({ path, importer }) =>
          importer.includes("node-plop") ? { path, namespace: "unused" } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: "unused" }, () => ({
        contents: "export default {}; export const createRequire = () => undefined;",
      }));
    },
  };
}

/** Replaces the module that computes SHA-256 by one with the hashes of all files that scaffolding copies. */
function knownSums(root: string): Plugin {
  return {
    name: "known-sums",
    setup(build) {
      build.onLoad({ filter: /generators[/\\]project[/\\]sha256\.ts$/ }, async () => {
        const files = await Promise.all(
          copiedFolders.map((folder) => filesBelow(join(root, folder))),
        );
        const contents = await Promise.all(files.flat().map((path) => readFile(path)));
        const sums = contents.map((bytes) => [`${crc32(bytes)}:${bytes.length}`, sha256(bytes)]);
        return {
          contents: `
            import { crc32 } from "node:zlib";
            const known = new Map(${JSON.stringify(sums)});
            export function sha256(content) {
              const sum = known.get(crc32(content) + ":" + Buffer.byteLength(content));
              return sum ?? require("node:crypto").createHash("sha256").update(content).digest("hex");
            }
          `,
          loader: "js",
        };
      });
    },
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

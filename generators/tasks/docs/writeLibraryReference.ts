import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import {
  Application,
  type DocumentationEntryPoint,
  OptionDefaults,
  type TypeDocOptions,
} from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";

/** The packages that projects import, by the folders of their sources. */
const libraries = ["runtime", "runtime/platform"];

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly [condition: string]: string }>>;
}

/**
 * Writes a page for each entry point of our libraries, from its types and docstrings.
 *
 * @returns the names of the entry points, in the order of the packages' `exports`
 */
export async function writeLibraryReference(root: string, folder: string): Promise<string[]> {
  const names = await entryPointsOf(root);
  const options: TypeDocOptions & Partial<PluginOptions> = {
    entryPoints: [...names.keys()],
    tsconfig: join(root, "docs", ".vitepress", "tsconfig.json"),
    plugin: ["typedoc-plugin-markdown", "typedoc-vitepress-theme"],
    out: folder,
    outputFileStrategy: "modules",
    // The API has its own reference, and so have protobuf's types.
    exclude: ["**/generated/api/**", "**/generated/proto/google/**"],
    blockTags: [...OptionDefaults.blockTags, "@description"],
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    readme: "none",
    hideBreadcrumbs: true,
    hidePageHeader: true,
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    // `npm run types` checks the types.
    skipErrorChecking: true,
    validation: false,
    logLevel: "Warn",
  };
  const app = await Application.bootstrapWithPlugins(options);
  const found = app.getEntryPoints() ?? [];
  const project = app.converter.convert(found.map((one) => ({ ...one, displayName: nameOf(one) })));
  await app.generateOutputs(project);
  if (found.length < names.size || app.logger.hasErrors()) {
    throw new Error("the reference of the libraries could not be written");
  }
  return [...names.values()];

  function nameOf({ sourceFile }: DocumentationEntryPoint): string {
    return names.get(sourceFile.fileName) ?? sourceFile.fileName;
  }
}

/** The source of each entry point, and the name by which it is imported. */
async function entryPointsOf(root: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const library of libraries) {
    const text = await readFile(join(root, library, "package.json"), "utf8");
    const { name, exports }: Manifest = JSON.parse(text);
    for (const [door, target] of Object.entries(exports)) {
      const source = typeof target === "string" ? undefined : target["@metrics-project/source"];
      if (source === undefined) continue;
      names.set(posix.join(root, library, source), posix.join(name, door));
    }
  }
  return names;
}

import { cp, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CommandError } from "../../io/CommandError.js";
import { wordsFor } from "../../project/templateData.js";
import { findPackage } from "./findPackage.js";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * Copies these packages of a project, and all their dependencies, as installed, into a `node_modules` with
 * nothing else. Each package is at the top level, unless another version of it is there.
 *
 * @throws CommandError if one is not installed
 */
export async function copyPackages(
  root: string,
  names: readonly string[],
  target: string,
): Promise<void> {
  /** Folder in `target` -> the installed folder that it is copied from. */
  const placed = new Map<string, string>();

  /** The package that code in the copy at `from` would resolve for `name`. */
  const findPlaced = (name: string, from: string): string | undefined => {
    for (let folder = from; folder !== dirname(target); folder = dirname(folder)) {
      if (basename(folder) === "node_modules") continue;
      const found = placed.get(join(folder, "node_modules", name));
      if (found !== undefined) return found;
    }
    return placed.get(join(target, name));
  };

  const place = async (name: string, asker: string, askerCopy: string, needed: boolean) => {
    const installed = findPackage(name, asker);
    if (installed === undefined) {
      if (needed) throw notInstalled(root, name);
      return;
    }
    const found = findPlaced(name, askerCopy);
    if (found === installed) return;
    const top = join(target, name);
    const copy = placed.has(top) ? join(askerCopy, "node_modules", name) : top;
    placed.set(copy, installed);
    await cp(installed, copy, {
      recursive: true,
      dereference: true,
      filter: (path) => path !== join(installed, "node_modules"),
    });
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }: Manifest =
      JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    const optional = Object.keys(optionalDependencies ?? {});
    const peers = Object.keys(peerDependencies ?? {});
    const wanted = [
      ...Object.keys(dependencies ?? {}).filter((one) => !optional.includes(one)),
      ...peers.filter((one) => peerDependenciesMeta?.[one]?.optional !== true),
    ];
    for (const one of wanted) await place(one, installed, copy, true);
    // Most missing optional packages are for other platforms.
    for (const one of optional) await place(one, installed, copy, false);
  };

  for (const name of names) await place(name, root, target, true);
}

function notInstalled(root: string, name: string): CommandError {
  return new CommandError(`${name} is not installed, but the bundle needs it`, {
    hint: `Install the project's dependencies with ${wordsFor(root).install}.`,
  });
}

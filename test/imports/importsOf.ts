import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** One import of a file, types included; paths are relative to the repository. */
export interface Import {
  file: string;
  specifier: string;
}

/** The files below a folder whose names end so. */
export function filesBelow(folder: string, ending: RegExp): string[] {
  if (!existsSync(join(repository, folder))) return [];
  return readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .map((file) => posix.join(folder, file.split(sep).join("/")))
    .filter((file) => ending.test(file) && !/node_modules|\.d\.ts$/.test(file));
}

/** The text of a file. */
export function read(file: string): string {
  return readFileSync(join(repository, file), "utf8");
}

/** Everything that the TypeScript files below a folder import. */
export function importsOf(folder: string): Import[] {
  return filesBelow(folder, /\.ts$/).flatMap((file) =>
    ts
      .preProcessFile(read(file), true, true)
      .importedFiles.map(({ fileName }) => ({ file, specifier: fileName })),
  );
}

/** What a relative import names; undefined for a package. */
export function target({ file, specifier }: Import): string | undefined {
  return specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : undefined;
}

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The licenses of the packages that these files belong to, as one string: a bundle redistributes these packages.
 * @param files paths relative to `root`; those outside node_modules are ours
 * @throws Error that names the packages without a license
 */
export async function collectLicenses(root: string, files: readonly string[]): Promise<string> {
  const folders = new Set(
    files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  );
  const entries = await Promise.all(
    [...folders].sort().map((folder) => describe(join(root, folder))),
  );
  const silent = entries.filter(({ text }) => text === "").map(({ title }) => title);
  if (silent.length > 0) throw new Error(`bundled without a license: ${silent.join(", ")}`);
  const texts = new Map(entries.map(({ title, text }) => [title, `${title}\n\n${text}\n`]));
  const line = `\n${"-".repeat(80)}\n\n`;
  return `The packages that create-metrics-project bundles, and their licenses.\n${line}${[...texts.values()].join(line)}`;
}

async function describe(folder: string): Promise<{ title: string; text: string }> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const { name, version, license } = manifest as {
    name: string;
    version: string;
    license?: string;
  };
  const names = (await readdir(folder)).filter((file) =>
    /^(licen[cs]e|copying|notice)/i.test(file),
  );
  const texts = await Promise.all(names.sort().map((file) => readFile(join(folder, file), "utf8")));
  // A few packages name their license but do not include its text.
  const text = texts.length > 0 ? texts.map((one) => one.trim()).join("\n\n") : (license ?? "");
  return { title: `${name} ${version}${license === undefined ? "" : ` (${license})`}`, text };
}

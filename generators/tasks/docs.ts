import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "vitepress";
import { command as create } from "../commands/create/command.js";
import { commands } from "../commandTable.js";
import { packageRoot } from "../io/packageRoot.js";
import { commandIndex, commandPage } from "./docs/commandReference.js";
import { deadLinks } from "./docs/deadLinks.js";
import { rulesPages } from "./docs/rulesReference.js";
import { writeLibraryReference } from "./docs/writeLibraryReference.js";

/**
 * `npm run docs`: writes docs/reference from the code, builds the site in docs/.vitepress/dist, and
 * fails if a link is dead. DOCS_BASE is the base path of the published site, with slashes at both ends.
 */
async function main(): Promise<void> {
  const root = packageRoot();
  const docs = join(root, "docs");
  const reference = join(docs, "reference");
  await rm(reference, { recursive: true, force: true });
  await writeLibraryReference(root, join(reference, "libraries"));
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  const all = loaded.map(({ command }) => command);
  await writePages(join(reference, "commands"), {
    "index.md": commandIndex(create, all),
    ...Object.fromEntries([create, ...all].map((one) => [`${one.name}.md`, commandPage(one)])),
  });
  await writePages(join(reference, "rules"), rulesPages());

  const base = process.env.DOCS_BASE ?? "/";
  await build(docs, { base });
  const dead = await deadLinks(join(docs, ".vitepress", "dist"), base);
  for (const link of dead) process.stderr.write(`dead link: ${link}\n`);
  if (dead.length > 0) process.exitCode = 1;
  else process.stdout.write(`The site is in ${join(docs, ".vitepress", "dist")}.\n`);
}

async function writePages(folder: string, pages: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(pages)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${text}\n`);
  }
}

await main();

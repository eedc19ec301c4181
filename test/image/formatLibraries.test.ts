import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build, type Metafile } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { choicesOf, type LogKind, questions } from "../../generators/project/answers.js";
import {
  type FormatName,
  formatNames,
  packagesOf,
} from "../../generators/project/formatPackages.js";
import { renderProject } from "../../generators/project/renderProject.js";

const all = packagesOf(formatNames).map(({ name }) => name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "metrics-project-"));
  await symlink(join(packageRoot(), "node_modules"), join(folder, "node_modules"), "dir");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a package says that it needs. */
async function needsOf(name: string): Promise<string[]> {
  const path = join(packageRoot(), "node_modules", name, "package.json");
  const { dependencies, peerDependencies } = JSON.parse(await readFile(path, "utf8"));
  return Object.keys({ ...dependencies, ...peerDependencies });
}

const packageOf = (path: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];

/**
 * Packages that another one in the bundle needs without saying so: they are not there where nothing else brings them,
 * unless the project lists them.
 */
async function undeclaredIn({ inputs }: Metafile, listed: readonly string[]): Promise<string[]> {
  const undeclared = new Set<string>();
  for (const [path, { imports }] of Object.entries(inputs)) {
    const from = packageOf(path);
    if (from === undefined) continue;
    const needs = [from, ...listed, ...(await needsOf(from))];
    for (const one of imports) {
      const to = packageOf(one.path);
      if (to !== undefined && !needs.includes(to)) undeclared.add(`${from} needs ${to}`);
    }
  }
  return [...undeclared];
}

/** Which of the formats' libraries end up in what esbuild makes of an entry, as an image holds it. */
async function librariesIn(entry: string, format: FormatName): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(folder, entry)],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    outdir: join(folder, "dist"),
    write: false,
    metafile: true,
    logLevel: "silent",
    conditions: ["@metrics-project/source"],
    loader: { ".wasm": "binary" },
  });
  const packages = Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.keys(inputs))
    .map(packageOf);
  expect(await undeclaredIn(metafile, namesOf(format))).toEqual([]);
  return all.filter((name) => packages.includes(name));
}

async function scaffold(logs: LogKind): Promise<string> {
  const link = { specifier: "*" };
  const files = await renderProject({
    answers: {
      name: "my-metrics",
      logs,
      modes: ["test", "batch", "report"],
      ci: "none",
      packageManager: "npm",
      link: "registry",
    },
    version: "0.1.0",
    runtime: link,
    platform: link,
    cli: link,
  });
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, logs, path)), { recursive: true });
    await writeFile(join(folder, logs, path), content);
  }
  const manifest = JSON.parse(String(files.get("package.json")));
  expect(all.filter((name) => name in manifest.dependencies)).toEqual(namesOf(logs as FormatName));
  return join(logs, "src/main.ts");
}

const namesOf = (format: FormatName) => packagesOf([format]).map(({ name }) => name);

describe("libraries of formats in an image", () => {
  it.each(choicesOf(questions.logs))(
    "a project of %s has those of its format and no others",
    async (logs) => {
      expect(await librariesIn(await scaffold(logs), logs)).toEqual(namesOf(logs));
    },
  );

  it.each(formatNames)("only %s adds its own", async (format) => {
    const entry = `${format}.ts`;
    const text = `import { openLogs } from "@metrics-project/runtime/logs";
import { ${format} } from "@metrics-project/runtime/logs/${format}";
await openLogs("logs", { formats: [${format}] });
`;
    await writeFile(join(folder, entry), text);
    expect(await librariesIn(entry, format)).toEqual(namesOf(format));
  });

  it.each(formatNames)("the docs name the packages of %s", async (format) => {
    const text = await readFile(join(packageRoot(), "docs/logs.md"), "utf8");
    const row = text.split("\n").find((line) => line.startsWith(`| \`${format}\` from`));
    const [packages = ""] = row?.split("|").slice(-2) ?? [];
    expect(packages.trim()).toBe(namesOf(format).join(", "));
  });
});

import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type ts from "typescript";
import type { JsonObject } from "../../generators/client/document.js";
import { renderClient } from "../../generators/client/renderClient.js";
import { judgeChanges, type Usage } from "../../generators/commands/generate/Change.js";
import { explainProblems } from "../../generators/commands/generate/explainProblems.js";
import { findTools } from "../../generators/commands/generate/findTools.js";
import { findUsage } from "../../generators/commands/generate/findUsage.js";
import { compareApis, stageGenerated } from "../../generators/commands/generate/judgeGenerated.js";
import type { Layout } from "../../generators/commands/generate/layout.js";
import type { Report } from "../../generators/commands/generate/Report.js";
import { refuses } from "../../generators/commands/generate/Report.js";
import type { TypeScript } from "../../generators/commands/generate/Tools.js";
import {
  loadProgram,
  newProblems,
  problemsOf,
  type TypeProblem,
} from "../../generators/commands/generate/typeCheck.js";
import type { RenderedFiles } from "../../generators/io/RenderedFiles.js";
import { fakeWorld } from "../cli/fakeWorld.js";

const fixtures = new URL("../fixtures/generate/", import.meta.url);

/** The few of the browser's names that openapi-fetch's types and the code use: all of them take long to load. */
const globals = `interface Headers { get(name: string): string | null }
interface Request {}
interface RequestInit {}
interface Response { readonly headers: Headers; readonly status: number }
`;

/** What `@metrics-project/runtime` has of a client: openapi-fetch's types, as they are. */
const runtimeStub = `import type { Client } from "openapi-fetch";
export interface PlatformClient<Paths extends {}> extends Client<Paths> {}
export declare function createPlatformClient<Paths extends {}>(options: object): PlatformClient<Paths>;
`;

/** The API of things, read anew for each change that a test makes. */
export async function thingsDocument(): Promise<JsonObject> {
  return JSON.parse(await readFile(new URL("things.json", fixtures), "utf8")) as JsonObject;
}

export interface Outcome extends Pick<Report, "changes" | "problems"> {
  exitCode: 0 | 3;
  isWordsOnly: boolean;
  /** `paths.ts` and `query-styles.ts` as they are and as they would be, without their signatures. */
  texts: { old: string; now: string };
}

/**
 * A project that uses the API of things, loaded once, and what a new description would mean to it: as
 * `metrics-project generate` finds out, without its files and processes.
 */
export class ThingsProject {
  private constructor(
    readonly root: string,
    private readonly compiler: TypeScript,
    private readonly layout: Layout,
    private readonly document: JsonObject,
    private readonly disk: RenderedFiles,
    private readonly program: ts.Program,
    private readonly usage: Usage,
    private readonly known: TypeProblem[],
  ) {}

  /** @param code the project's only file; by default one that reads and sends most of what there is */
  static async load(document?: JsonObject, code?: string): Promise<ThingsProject> {
    const root = await mkdtemp(join(tmpdir(), "metrics-project-"));
    const old = document ?? (await thingsDocument());
    const disk = await render(old);
    const files = new Map<string, string | Uint8Array>([
      ...disk,
      ["tsconfig.json", JSON.stringify(tsconfig)],
      ["src/use.ts", code ?? (await readFile(new URL("use.ts", fixtures), "utf8"))],
      ["src/globals.d.ts", globals],
      ["node_modules/@metrics-project/runtime/index.d.ts", runtimeStub],
    ]);
    for (const [path, content] of files) {
      await mkdir(join(root, path, ".."), { recursive: true });
      await writeFile(join(root, path), content);
    }
    for (const name of ["openapi-fetch", "openapi-typescript-helpers"]) {
      const target = new URL(`../../node_modules/${name}`, import.meta.url);
      await symlink(target, join(root, "node_modules", name));
    }
    const layout = layoutOf(root);
    const compiler = await (await findTools(fakeWorld())).typescript();
    const program = loadProgram(compiler, layout);
    const known = await problemsOf(compiler, program, layout, fakeWorld().signal);
    const usage = findUsage(compiler, program, root, old);
    return new ThingsProject(root, compiler, layout, old, disk, program, usage, known);
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }

  /** The type errors that the project has already. */
  get problems(): readonly TypeProblem[] {
    return this.known;
  }

  async judge(document: JsonObject): Promise<Outcome> {
    const { compiler, layout, program, known } = this;
    const generated = await render(document);
    const staged = stageGenerated(compiler, layout, { generated, disk: this.disk, old: program });
    const api = compareApis(compiler, staged, layout, this.document, document);
    if (api === undefined) throw new Error("there is nothing to compare");
    const changes = judgeChanges(api.changes, new Map(), this.usage, api.isTaken);
    const { signal } = fakeWorld();
    const brought = newProblems(known, await problemsOf(compiler, staged, layout, signal));
    const report = { changes, problems: explainProblems(brought, changes) };
    return {
      ...report,
      exitCode: refuses(report) ? 3 : 0,
      isWordsOnly: api.isWordsOnly,
      texts: { old: unsigned(this.disk), now: unsigned(generated) },
    };
  }
}

function layoutOf(root: string): Layout {
  return {
    root,
    openapi: "openapi/platform.yaml",
    protos: "proto",
    generated: "src/generated",
    tsconfig: "tsconfig.json",
    isRuntime: false,
  };
}

async function render(document: JsonObject): Promise<RenderedFiles> {
  const tool = await (await findTools(fakeWorld())).openapiTypescript();
  const source = "openapi/platform.yaml";
  const client = await renderClient({ document, source, sha256: "0".repeat(64), tool });
  return new Map([...client].map(([path, text]) => [`src/generated/api/${path}`, text]));
}

function unsigned(files: RenderedFiles): string {
  return [...files.values()].map((text) => String(text).replace(/^\/\/.*\n/gm, "")).join("\n");
}

const tsconfig = {
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023"],
    module: "ESNext",
    moduleResolution: "Bundler",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    types: [],
    noEmit: true,
  },
  include: ["src"],
};

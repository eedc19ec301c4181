import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Environment } from "../io/childEnvironment.js";
import { insidePath } from "../io/insidePath.js";
import { inTemporaryFolder } from "../io/inTemporaryFolder.js";
import { type CommandLine, runProgram } from "../io/runProgram.js";
import { slashedFrom } from "../io/slashed.js";
import { signature } from "../templates/signature.js";
import { invalidProto } from "./invalidProto.js";
import { type ProtoFile, protoImage } from "./protoImage.js";
import { refineCodecs } from "./refineCodecs.js";
import { refineOwnCodecs } from "./refineOwnCodecs.js";
import { refineTypes } from "./refineTypes.js";

/** The tools that {@link renderBindings} runs. */
export interface BindingsTools {
  /** The command line of buf. */
  buf: CommandLine;
  /** The command line of ts-proto's plugin. */
  tsProto: CommandLine;
  tsProtoVersion: string;
  env: Environment;
}

export interface BindingsOptions {
  /** .proto files by path, as they import each other. */
  protos: ReadonlyMap<string, string>;
  /** Their source, as the signature names it: a path within the project. */
  source: string;
  /** SHA-256 over all of them, in hexadecimal. */
  sha256: string;
  tools: BindingsTools;
  signal?: AbortSignal;
}

/** Both kinds of output describe a message the same way, so that they are interchangeable. */
const commonOptions = [
  "esModuleInterop=true",
  "importSuffix=.js",
  "oneof=unions-value",
  // A Date has milliseconds, a timestamp has nanoseconds.
  "useDate=false",
  "unknownFields=true",
  "outputJsonMethods=false",
  "outputPartialMethods=false",
  "outputTypeAnnotations=false",
  "outputServices=none",
  "unrecognizedEnum=false",
  "exportCommonSymbols=false",
];

/** The platform's messages: the runtime has their codecs, so types are enough. */
const typesOnly = [...commonOptions, "outputEncodeMethods=false"];

/** A project's own messages have codecs. 64-bit integers are bigint: logs count nanoseconds in them. */
const withCodecs = [...commonOptions, "forceLong=bigint"];

/** Whether a .proto file, by its path, belongs to the platform's wire format. */
export function isPlatformProto(path: string): boolean {
  return path.startsWith("resim/");
}

/**
 * Renders the runtime's codecs of the platform's messages, for the types that
 * {@link renderBindings} renders. Writes nothing except a temporary folder.
 *
 * @returns file contents by path, such as `resim/metrics/proto/metrics.ts`
 * @throws CommandError like renderBindings
 */
export async function renderCodecs(options: BindingsOptions): Promise<Map<string, string>> {
  return await inTemporaryFolder(async (work) => {
    const only = [...options.protos.keys()].filter(isPlatformProto);
    const written = await generate({ ...options, work, name: "codecs", only, opt: commonOptions });
    // The codecs for Google's messages are handwritten.
    const files = written.filter(([path]) => isPlatformProto(path));
    return new Map(files.map(([path, text]) => [path, sign(refineCodecs(path, text), options)]));
  });
}

/**
 * Renders TypeScript for every .proto file and its imports. Writes nothing except a
 * temporary folder.
 *
 * @returns file contents by path, such as `resim/metrics/proto/metrics.ts`
 * @throws CommandError with buf's message if the files are invalid
 */
export async function renderBindings(options: BindingsOptions): Promise<Map<string, string>> {
  return await inTemporaryFolder(async (work) => {
    const paths = [...options.protos.keys()];
    const files = new Map<string, string>();
    const platform = paths.filter(isPlatformProto);
    const types = await generate({
      ...options,
      work,
      name: "types",
      only: platform,
      opt: typesOnly,
    });
    for (const [path, text] of types) files.set(path, sign(refineTypes(path, text), options));
    const only = paths.filter((path) => !isPlatformProto(path));
    const declared = await ownRules({ ...options, work }, only);
    // A project's own messages may use some of the platform's types: those stay unchanged.
    for (const [path, text] of await generate({
      ...options,
      work,
      name: "own",
      only,
      opt: withCodecs,
    })) {
      if (isPlatformProto(path)) continue;
      const file = declared.get(path.replace(/\.ts$/, ".proto"));
      files.set(path, sign(refineOwnCodecs(path, text, file), options));
    }
    return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The declarations of a project's own files, if they may use a feature that ts-proto gets wrong; otherwise nothing. */
async function ownRules(
  { protos, tools, work, signal }: BindingsOptions & { work: string },
  only: readonly string[],
): Promise<ReadonlyMap<string, ProtoFile>> {
  const isSpecial = only.some((path) => /\brequired\b|\bedition\b/.test(protos.get(path) ?? ""));
  if (!isSpecial) return new Map();
  const options = { cwd: work, env: tools.env, signal };
  const image = await protoImage("image", protos, { buf: tools.buf, options });
  return new Map(image.map((file) => [file.name, file]));
}

interface Run extends BindingsOptions {
  /** The temporary folder. */
  work: string;
  /** Name of the folder in it that ts-proto writes to. */
  name: string;
  /** The requested .proto files. */
  only: string[];
  opt: string[];
}

/** ts-proto's output for .proto files and their imports, by path. */
async function generate(run: Run): Promise<[path: string, text: string][]> {
  const { work, only, opt, protos, tools, signal } = run;
  if (only.length === 0) return [];
  for (const [path, content] of protos) {
    const file = insidePath(work, `proto/${path}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const out = join(work, run.name);
  const template = {
    version: "v2",
    inputs: [{ directory: "proto", paths: only.map((path) => `proto/${path}`) }],
    plugins: [{ local: tools.tsProto, out, include_imports: true, opt }],
  };
  const { code, stderr } = await runProgram(
    [...tools.buf, "generate", "--template", JSON.stringify(template)],
    { cwd: work, env: tools.env, signal },
  );
  if (code !== 0) throw invalidProto(stderr);
  return readFiles(out);
}

async function readFiles(folder: string): Promise<[path: string, text: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(
      async (file): Promise<[string, string]> => [
        slashedFrom(folder, file),
        await readFile(file, "utf8"),
      ],
    ),
  );
}

/** Replaces ts-proto's signature, which has no hash, with ours. */
function sign(content: string, { source, sha256, tools }: BindingsOptions): string {
  const body = content.slice(content.indexOf("/* eslint-disable */"));
  const signed = signature({
    tool: "ts-proto",
    version: tools.tsProtoVersion,
    source,
    sha256,
  });
  return `${signed}\n${body}`;
}

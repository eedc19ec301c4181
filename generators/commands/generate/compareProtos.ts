import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { invalidProto } from "../../bindings/invalidProto.js";
import { insidePath } from "../../io/insidePath.js";
import { inTemporaryFolder } from "../../io/inTemporaryFolder.js";
import { type ProgramOptions, runProgram } from "../../io/runProgram.js";
import type { Change } from "./Change.js";
import {
  additionsOf,
  type ProtoFile,
  type ProtoName,
  type ProtoNames,
  protoNames,
} from "./protoNames.js";
import type { Tools } from "./Tools.js";

/** One line of what `buf breaking` prints. */
interface BufFinding {
  path?: string;
  type: string;
  message: string;
}

/** What changed between two sets of .proto files: what breaks as `buf breaking` sees it, and what was added. */
export async function compareProtos(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  tools: Tools,
  signal?: AbortSignal,
): Promise<Change[]> {
  return await inTemporaryFolder(async (cwd) => {
    const run: Run = { tools, options: { cwd, env: tools.env, signal } };
    const [old, now] = await Promise.all([
      buildImage("before", before, run),
      buildImage("after", after, run),
    ]);
    const { code, stdout, stderr } = await runProgram(
      [
        ...tools.buf,
        "breaking",
        "after.json",
        "--against",
        "before.json",
        "--error-format",
        "json",
        "--config",
        JSON.stringify({ version: "v2", breaking: { use: ["FILE"] } }),
      ],
      run.options,
    );
    if (code !== 0 && code !== 100) throw invalidProto(stderr);
    const findings = stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as BufFinding);
    const additions = additionsOf(protoNames(old), protoNames(now));
    return [...breakingChanges(findings, protoNames(old)), ...additions];
  });
}

interface Run {
  tools: Tools;
  options: ProgramOptions;
}

async function buildImage(
  name: string,
  protos: ReadonlyMap<string, string>,
  { tools, options }: Run,
): Promise<ProtoFile[]> {
  const { cwd } = options;
  for (const [path, text] of protos) {
    const file = insidePath(cwd, `${name}/${path}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const image = join(cwd, `${name}.json`);
  if (protos.size === 0) {
    await writeFile(image, '{"file":[]}');
    return [];
  }
  const { code, stderr } = await runProgram(
    [...tools.buf, "build", name, "-o", `${name}.json`],
    options,
  );
  if (code !== 0) throw invalidProto(stderr.replaceAll(`${name}/`, "proto/"));
  const { file } = JSON.parse(await readFile(image, "utf8")) as { file: ProtoFile[] };
  return file.filter((one) => protos.has(one.name));
}

function breakingChanges(findings: readonly BufFinding[], before: ProtoNames): Change[] {
  return findings.map(({ path = "", type, message }) => ({
    of: "proto",
    kind: /_NO_DELETE/.test(type) ? "removed" : "changed",
    verdict: "breaking",
    where: path,
    text: message.replace(/\.$/, ""),
    keys: keysOf(path, message, before),
  }));
}

function keysOf(path: string, text: string, before: ProtoNames): string[] {
  const named = (kind: string) =>
    [...text.matchAll(new RegExp(`${kind} "(?:[^"]*" with name ")?([\\w.]+)"`, "gi"))].map(
      ([, name = ""]) => name,
    );
  const owners = [...named("message"), ...named("enum")];
  const members = [...named("field"), ...named("value"), ...named("oneof")];
  // Of a field or value that has another name now, the number is what both have.
  const numbers = [...text.matchAll(/(?:field|value) "(\d+)"/gi)].map(([, number]) =>
    Number(number),
  );
  const isMeant = ({ member = "", number }: ProtoName) =>
    members.length === 0 ||
    members.includes(member) ||
    (number !== undefined && numbers.includes(number));
  const keys = [...before]
    .filter(([, one]) => path === "" || one.path === path)
    .filter(([, one]) => owners.some((owner) => one.owner === owner || one.simple === owner))
    .filter(([, one]) => isMeant(one))
    .map(([, one]) => one.key);
  // What the platform's messages mean is built into the runtime's codec, whatever the types say.
  return path.startsWith("resim/") ? [...keys, platformWire] : keys;
}

/** Stands for the platform's wire format as a whole, which the runtime always uses. */
export const platformWire = "proto/resim";

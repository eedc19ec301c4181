import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { insidePath } from "../io/insidePath.js";
import { type CommandLine, type ProgramOptions, runProgram } from "../io/runProgram.js";
import { invalidProto } from "./invalidProto.js";

/** The features of an edition that affect the encoding. */
interface ProtoFeatures {
  fieldPresence?: string;
  messageEncoding?: string;
  repeatedFieldEncoding?: string;
  enumType?: string;
  utf8Validation?: string;
  jsonFormat?: string;
}

interface Options {
  features?: ProtoFeatures;
  deprecated?: boolean;
}

/** A file of buf's image in JSON: a FileDescriptorProto. */
export interface ProtoFile {
  name: string;
  package?: string;
  syntax?: string;
  edition?: string;
  options?: Options & Record<string, unknown>;
  messageType?: ProtoMessage[];
  enumType?: ProtoEnum[];
}

export interface ProtoMessage {
  name: string;
  field?: ProtoField[];
  oneofDecl?: { name: string }[];
  nestedType?: ProtoMessage[];
  enumType?: ProtoEnum[];
  options?: Options & { mapEntry?: boolean };
}

export interface ProtoField {
  name: string;
  number: number;
  jsonName?: string;
  label?: string;
  type?: string;
  typeName?: string;
  oneofIndex?: number;
  proto3Optional?: boolean;
  defaultValue?: string;
  options?: Options;
}

export interface ProtoEnum {
  name: string;
  value?: { name: string; number: number; options?: Options }[];
  options?: Options;
}

/**
 * The declarations of .proto files, as buf parses them. Files are written to a folder of this name in `cwd`.
 *
 * @throws CommandError if they do not compile
 */
export async function protoImage(
  name: string,
  protos: ReadonlyMap<string, string>,
  { buf, options }: { buf: CommandLine; options: ProgramOptions },
): Promise<ProtoFile[]> {
  if (protos.size === 0) return [];
  const { cwd } = options;
  for (const [path, text] of protos) {
    const file = insidePath(cwd, `${name}/${path}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const { code, stderr } = await runProgram([...buf, "build", name, "-o", `${name}.json`], options);
  if (code !== 0) throw invalidProto(stderr.replaceAll(`${name}/`, "proto/"));
  const image = await readFile(join(cwd, `${name}.json`), "utf8");
  const { file } = JSON.parse(image) as { file: ProtoFile[] };
  return file.filter((one) => protos.has(one.name));
}

/** Whether a field is required, and whether it is delimited by tags, in the syntax or edition of its file. */
export function fieldRules(
  file: ProtoFile,
  message: ProtoMessage,
  { label, type, options }: ProtoField,
): { isRequired: boolean; isDelimited: boolean } {
  const features: ProtoFeatures = {
    ...file.options?.features,
    ...message.options?.features,
    ...options?.features,
  };
  return {
    isRequired: label === "LABEL_REQUIRED" || features.fieldPresence === "LEGACY_REQUIRED",
    isDelimited:
      type === "TYPE_GROUP" ||
      (type === "TYPE_MESSAGE" && features.messageEncoding === "DELIMITED"),
  };
}

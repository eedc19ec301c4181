import protobuf from "protobufjs";
import descriptors from "protobufjs/google/protobuf/descriptor.json" with { type: "json" };

/** Identifies a field or an enum's value after its type's name, by number, because names are converted on the way. */
export function numberKey(number: number): string {
  return `#${number}`;
}

interface Location {
  path: number[];
  leadingComments?: string;
  trailingComments?: string;
}

interface EnumDescriptor {
  name: string;
  value?: { number: number }[];
}

interface MessageDescriptor {
  name: string;
  field?: { number: number }[];
  nestedType?: MessageDescriptor[];
  enumType?: EnumDescriptor[];
}

interface FileDescriptor {
  package?: string;
  messageType?: MessageDescriptor[];
  enumType?: EnumDescriptor[];
  sourceCodeInfo?: { location?: Location[] };
}

/** The numbers in the paths of locations: of the parts of a file, and of a message. */
const inFile = { message: 4, enum: 5 };
const inMessage = { field: 2, message: 3, enum: 4 };
const inEnum = { value: 2 };

/**
 * The comments of a FileDescriptorSet that includes source information: by the name of a message or enum, and for its
 * members with their {@link numberKey}. Empty if the writer left them out, as most do.
 */
export function protobufComments(schema: Uint8Array): Map<string, string> {
  const set = protobuf.Root.fromJSON(descriptors).lookupType("google.protobuf.FileDescriptorSet");
  const { file = [] } = set.toObject(set.decode(schema)) as { file?: FileDescriptor[] };
  const comments = new Map<string, string>();
  for (const { package: scope = "", messageType = [], enumType = [], sourceCodeInfo } of file) {
    const said = new Map<string, string>();
    for (const { path, leadingComments, trailingComments } of sourceCodeInfo?.location ?? []) {
      const text = [leadingComments, trailingComments].filter(Boolean).join("\n");
      const lines = text.split("\n").map((line) => line.trim());
      if (text !== "") said.set((path ?? []).join("."), lines.join("\n").trim());
    }
    if (said.size === 0) continue;
    const take = (path: readonly number[], name: string) => {
      const comment = said.get(path.join("."));
      if (comment !== undefined) comments.set(name, comment);
    };
    const takeEnum = ({ name, value = [] }: EnumDescriptor, path: number[], above: string) => {
      const full = joined(above, name);
      take(path, full);
      for (const [index, { number }] of value.entries()) {
        take([...path, inEnum.value, index], `${full}.${numberKey(number)}`);
      }
    };
    const takeMessage = (message: MessageDescriptor, path: number[], above: string) => {
      const full = joined(above, message.name);
      take(path, full);
      for (const [index, { number }] of (message.field ?? []).entries()) {
        take([...path, inMessage.field, index], `${full}.${numberKey(number)}`);
      }
      for (const [index, one] of (message.nestedType ?? []).entries()) {
        takeMessage(one, [...path, inMessage.message, index], full);
      }
      for (const [index, one] of (message.enumType ?? []).entries()) {
        takeEnum(one, [...path, inMessage.enum, index], full);
      }
    };
    for (const [index, one] of messageType.entries())
      takeMessage(one, [inFile.message, index], scope);
    for (const [index, one] of enumType.entries()) takeEnum(one, [inFile.enum, index], scope);
  }
  return comments;
}

function joined(above: string, name: string): string {
  return above === "" ? name : `${above}.${name}`;
}

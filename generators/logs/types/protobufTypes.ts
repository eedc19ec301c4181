import type { Enum, Field, Namespace, ReflectionObject, Type } from "protobufjs";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor.js";
import { type ChannelTypes, type FieldType, type MessageType, plain } from "./MessageType.js";
import { numberKey, protobufComments } from "./protobufComments.js";

/** The types of a FileDescriptorSet that the message uses. */
export async function protobufTypes(type: string, schema: Uint8Array): Promise<ChannelTypes> {
  const root = protobuf.Root.fromDescriptor(schema).resolveAll();
  const comments = protobufComments(schema);
  const types = new Map<string, MessageType>();
  const visit = (message: Type): FieldType => {
    const name = nameOf(message);
    if (!types.has(name)) {
      // Before its fields, because the type may be recursive.
      types.set(name, { name, fields: [], constants: [] });
      types.set(name, {
        name,
        comment: comments.get(name),
        fields: message.fieldsArray.map((field) => ({
          name: field.name,
          comment: comments.get(`${name}.${numberKey(field.id)}`),
          type: typeOf(field),
          optional:
            !field.repeated &&
            !field.map &&
            (field.resolvedType instanceof protobuf.Type || field.partOf !== null),
        })),
        constants: [],
      });
    }
    return { kind: "message", name };
  };
  const typeOf = (field: Field): FieldType => {
    const one = elementOf(field);
    if (field.map) return { kind: "map", of: one };
    return field.repeated ? { kind: "array", of: one } : one;
  };
  const elementOf = (field: Field): FieldType => {
    const { resolvedType } = field;
    if (resolvedType instanceof protobuf.Type) return visit(resolvedType);
    if (resolvedType instanceof protobuf.Enum) {
      addEnum(resolvedType, types, comments);
      return { kind: "enum", name: nameOf(resolvedType) };
    }
    return scalar(field.type);
  };
  const own = visit(root.lookupType(type));
  return { types: [...types.values()], root: own };
}

function addEnum(
  type: Enum,
  types: Map<string, MessageType>,
  comments: ReadonlyMap<string, string>,
): void {
  const name = nameOf(type);
  const constants = Object.entries(type.values).map(([key, value]) => ({
    name: key,
    value,
    comment: comments.get(`${name}.${numberKey(value)}`),
  }));
  types.set(name, { name, comment: comments.get(name), fields: [], constants, isEnum: true });
}

function nameOf(one: ReflectionObject | Namespace): string {
  return one.fullName.replace(/^\./, "");
}

function scalar(type: string): FieldType {
  switch (type) {
    case "double":
    case "float":
    case "int32":
    case "uint32":
    case "sint32":
    case "fixed32":
    case "sfixed32":
      return plain("number", type);
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return plain("bigint", type);
    case "bool":
      return plain("boolean");
    case "string":
      return plain("string");
    case "bytes":
      return plain("Uint8Array");
    default:
      return plain("unknown", type);
  }
}

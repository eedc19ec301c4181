import {
  type ChannelTypes,
  type FieldType,
  type MessageField,
  type MessageType,
  plain,
} from "./MessageType.js";

type Json = Readonly<Record<string, unknown>>;

/** The types of a JSON schema: named types for its definitions, inline types for the rest. */
export function jsonSchemaTypes(type: string, text: string): ChannelTypes {
  const schema = asObject(JSON.parse(text));
  const types: MessageType[] = [];
  const name = type === "" ? String(schema.title ?? "Message") : type;
  const seen = new Set<string>();
  const refer = (reference: string): FieldType => {
    const target = pointed(schema, reference);
    if (target === undefined) return plain("unknown", reference);
    if (target === schema) return { kind: "message", name };
    const own = `${name}.${reference.split("/").at(-1) ?? ""}`;
    if (!seen.has(own)) {
      seen.add(own);
      const shape = typeOf(target);
      if (shape.kind !== "object") {
        seen.delete(own);
        return shape;
      }
      types.push({ name: own, comment: wordsOf(target), fields: shape.fields, constants: [] });
    }
    return { kind: "message", name: own };
  };
  const typeOf = (one: Json): FieldType => {
    if (typeof one.$ref === "string") return refer(one.$ref);
    const choices = [one.anyOf, one.oneOf].find(Array.isArray);
    if (choices) return { kind: "union", of: choices.map((each) => typeOf(asObject(each))) };
    if (Array.isArray(one.type)) {
      return { kind: "union", of: one.type.map((each) => typeOf({ ...one, type: each })) };
    }
    switch (one.type) {
      case "number":
        return plain("number");
      case "integer":
        return plain("number", "an integer; read as a bigint beyond 2^53");
      case "boolean":
        return plain("boolean");
      case "null":
        return plain("null");
      case "string":
        return plain("string", one.contentEncoding === "base64" ? "base64" : undefined);
      case "array":
        return { kind: "array", of: typeOf(asObject(one.items)) };
      default:
        return one.properties === undefined && one.type !== "object"
          ? plain("unknown")
          : objectOf(one);
    }
  };
  const objectOf = (one: Json): FieldType => {
    const required = new Set(Array.isArray(one.required) ? one.required : []);
    const fields = Object.entries(asObject(one.properties)).map(([key, value]): MessageField => {
      const property = asObject(value);
      return {
        name: key,
        comment: wordsOf(property),
        type: typeOf(property),
        optional: !required.has(key),
      };
    });
    return fields.length === 0 ? { kind: "map", of: plain("unknown") } : { kind: "object", fields };
  };
  const root = typeOf(schema);
  const fields = root.kind === "object" ? root.fields : [];
  const isNamed = root.kind === "object";
  if (isNamed) types.unshift({ name, comment: wordsOf(schema), fields, constants: [] });
  return { types, root: isNamed ? { kind: "message", name } : root };
}

function wordsOf({ description }: Json): string | undefined {
  return typeof description === "string" ? description : undefined;
}

/** The target of `#/definitions/Pose`; only within the schema itself. */
function pointed(schema: Json, reference: string): Json | undefined {
  if (reference === "#") return schema;
  if (!reference.startsWith("#/")) return undefined;
  let target: unknown = schema;
  for (const part of reference.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    const holder = asObject(target);
    if (!Object.hasOwn(holder, key)) return undefined;
    target = holder[key];
  }
  return asObject(target);
}

function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

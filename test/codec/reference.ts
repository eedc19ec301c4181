import { fileURLToPath } from "node:url";
import fc from "fast-check";
import protobuf from "protobufjs";

const folder = fileURLToPath(new URL("../../proto/", import.meta.url));

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => {
  // protobufjs brings the well-known types itself.
  if (target.startsWith("google/protobuf/") && protobuf.common.get(target)) return target;
  return `${folder}${target}`;
};
root.loadSync("resim/metrics/proto/metrics.proto");
root.resolveAll();

/** A message type of our .proto files, as another implementation of protobuf sees it. */
export function reference(name: string): protobuf.Type {
  return root.lookupType(`resim.metrics.proto.${name}`);
}

type Plain = Record<string, unknown>;

const texts = fc.oneof(fc.string({ unit: "grapheme" }), fc.constant("__proto__"), fc.uuid());

/** Any message of a type in protobufjs' own plain form, with every field sometimes set. */
export function anyMessage(type: protobuf.Type): fc.Arbitrary<Plain> {
  const fields = type.fieldsArray.filter(({ partOf }) => partOf === null || isOptional(partOf));
  const entries: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of fields) entries[field.name] = anyField(field);
  const members = type.oneofsArray
    .filter((oneof) => !isOptional(oneof))
    .map((oneof) => fc.oneof(fc.constant({}), ...oneof.fieldsArray.map(anyMember)));
  return fc
    .tuple(fc.record(entries, { requiredKeys: [] }), ...members)
    .map((parts) => Object.assign({}, ...parts));
}

/** protobufjs makes a oneof of every `optional` field. */
function isOptional(oneof: protobuf.OneOf): boolean {
  return oneof.name.startsWith("_");
}

function anyMember(field: protobuf.Field): fc.Arbitrary<Plain> {
  return anyField(field).map((value) => ({ [field.name]: value }));
}

function anyField(field: protobuf.Field): fc.Arbitrary<unknown> {
  if (field instanceof protobuf.MapField) {
    return fc
      .uniqueArray(fc.tuple(fc.string(), anyValue(field)), {
        selector: ([key]) => key,
        maxLength: 3,
      })
      .map((pairs) => Object.fromEntries(pairs));
  }
  return field.repeated ? fc.array(anyValue(field), { maxLength: 4 }) : anyValue(field);
}

function anyValue(field: protobuf.Field): fc.Arbitrary<unknown> {
  if (field.resolvedType instanceof protobuf.Enum) {
    return fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer());
  }
  // What stands in a Struct has another form in our messages: tested on its own.
  if (field.resolvedType?.name === "Struct") return fc.constant({ fields: {} });
  if (field.resolvedType instanceof protobuf.Type) return anyMessage(field.resolvedType);
  switch (field.type) {
    case "string":
      return texts;
    case "bool":
      return fc.boolean();
    case "double":
      return fc.double();
    case "float":
      return fc.float();
    case "int64":
      return fc.maxSafeInteger();
    case "int32":
      return fc.integer();
    case "uint32":
      return fc.integer({ min: 0, max: 0xffffffff });
    default:
      throw new Error(`no values for ${field.fullName} of type ${field.type}`);
  }
}

import { type FieldType, type MessageField, type PlainType, plain } from "./MessageType.js";

/** The inferred type of messages without a schema, from a sample. Fields that some messages lack are optional. */
export function inferType(samples: readonly unknown[]): FieldType {
  const kinds = new Map<string, FieldType>();
  const objects: Record<string, unknown>[] = [];
  const elements: unknown[] = [];
  let hasArrays = false;
  for (const sample of samples) {
    if (Array.isArray(sample)) {
      hasArrays = true;
      elements.push(...sample.slice(0, 100));
    } else if (ArrayBuffer.isView(sample)) {
      const name = sample.constructor.name as PlainType;
      kinds.set(name, plain(name));
    } else if (typeof sample === "object" && sample !== null) {
      objects.push(sample as Record<string, unknown>);
    } else {
      const name = sample === null || sample === undefined ? "null" : (typeof sample as PlainType);
      kinds.set(name, plain(name));
    }
  }
  if (objects.length > 0) kinds.set("object", { kind: "object", fields: fieldsOf(objects) });
  if (hasArrays) kinds.set("array", { kind: "array", of: inferType(elements) });
  const all = [...kinds.values()];
  const [first] = all;
  if (first === undefined) return plain("unknown");
  return all.length === 1 ? first : { kind: "union", of: all };
}

function fieldsOf(objects: readonly Record<string, unknown>[]): MessageField[] {
  const names = new Set(objects.flatMap((object) => Object.keys(object)));
  return [...names].map((name) => {
    const present = objects.filter((object) => Object.hasOwn(object, name));
    return {
      name,
      type: inferType(present.map((object) => object[name])),
      optional: present.length < objects.length,
    };
  });
}

import { type IDLMessageDefinition, parseIDL } from "@foxglove/omgidl-parser";
import {
  type ChannelTypes,
  type FieldType,
  type MessageConstant,
  type MessageField,
  numberType,
  plain,
} from "./MessageType.js";

/** The types of a schema in OMG IDL: structs, unions and the constants of modules. */
export async function omgIdlTypes(type: string, text: string): Promise<ChannelTypes> {
  const definitions = parseIDL(text);
  return {
    types: definitions.map((definition) => ({
      name: definition.name ?? "",
      fields: fieldsOf(definition),
      constants: constantsOf(definition),
    })),
    root: { kind: "message", name: type },
  };
}

type IdlField = Extract<IDLMessageDefinition, { aggregatedKind: "struct" }>["definitions"][number];

function fieldsOf(definition: IDLMessageDefinition): MessageField[] {
  switch (definition.aggregatedKind) {
    case "struct":
      return definition.definitions
        .filter(({ isConstant }) => isConstant !== true)
        .map((field) => ({
          name: field.name,
          type: typeOf(field),
          optional: field.annotations?.optional !== undefined,
        }));
    case "union": {
      const cases = definition.cases.map(({ type }) => type);
      const all = definition.defaultCase ? [...cases, definition.defaultCase] : cases;
      return all.map((field) => ({ name: field.name, type: typeOf(field), optional: true }));
    }
    case "module":
      return [];
  }
}

function constantsOf(definition: IDLMessageDefinition): MessageConstant[] {
  if (definition.aggregatedKind === "union") return [];
  return definition.definitions.flatMap(({ name, value, isConstant }): MessageConstant[] =>
    isConstant === true && ["number", "bigint", "boolean", "string"].includes(typeof value)
      ? [{ name, value: value as MessageConstant["value"] }]
      : [],
  );
}

function typeOf(field: IdlField): FieldType {
  const { type, isArray = false, arrayLengths = [] } = field;
  // Arrays of arrays have their innermost elements in an array of numbers.
  const [innermost, ...outer] = [...arrayLengths].reverse();
  const number = numberType(type, { isArray, length: innermost });
  let result = number ?? elementOf(type, field.isComplex === true);
  if (number === undefined && isArray) result = { kind: "array", of: result };
  for (const length of outer) result = { kind: "array", of: result, note: `${length} elements` };
  return result;
}

function elementOf(type: string, isComplex: boolean): FieldType {
  if (isComplex) return { kind: "message", name: type };
  if (type === "string" || type === "wstring") return plain("string");
  if (type === "bool") return plain("boolean");
  return plain("unknown", type);
}

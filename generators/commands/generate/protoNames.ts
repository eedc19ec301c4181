import {
  fieldRules,
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
} from "../../bindings/protoImage.js";

/** A message or an enum, with its name in the generated TypeScript. */
export interface ProtoType {
  kind: "message" | "enum";
  /** The file. */
  path: string;
  /** `Outer.Inner` */
  name: string;
  /** With its package. */
  fullName: string;
  /** Its {@link declarationKey}. */
  key: string;
  isDeprecated: boolean;
  members: ProtoMember[];
}

/** A field or an enum value. */
export interface ProtoMember {
  kind: "field" | "value";
  name: string;
  number: number;
  /** Its {@link declarationKey}. */
  key: string;
  /** Its type as in the .proto file, with everything that affects the wire format: `repeated acme.Point`. */
  type: string;
  /** Whether it can be missing. */
  isOptional: boolean;
  isRequired: boolean;
  default: string | undefined;
  isDeprecated: boolean;
}

/** Every message and enum of some files. */
export function protoTypes(files: readonly ProtoFile[]): ProtoType[] {
  return files.flatMap((file) => {
    const base = `proto/${file.name.replace(/\.proto$/, "")}#`;
    const types: ProtoType[] = [];
    const addMessage = (message: ProtoMessage, outer: readonly string[]): void => {
      // The entry message of a map has no name in the source.
      if (message.options?.mapEntry === true) return;
      const chain = [...outer, message.name];
      types.push({
        ...headOf("message", file, base, chain, message.options?.deprecated),
        members: (message.field ?? []).map((field) =>
          memberOf(file, message, field, `${base}${chain.join("_")}`),
        ),
      });
      for (const nested of message.nestedType ?? []) addMessage(nested, chain);
      for (const one of message.enumType ?? []) addEnum(one, chain);
    };
    const addEnum = (one: ProtoEnum, outer: readonly string[]): void => {
      const chain = [...outer, one.name];
      const head = headOf("enum", file, base, chain, one.options?.deprecated);
      const members = (one.value ?? []).map(({ name, number, options }) => ({
        kind: "value" as const,
        name,
        number,
        key: `${head.key}.${name}`,
        type: "",
        isOptional: false,
        isRequired: false,
        default: undefined,
        isDeprecated: options?.deprecated === true,
      }));
      types.push({ ...head, members });
    };
    for (const message of file.messageType ?? []) addMessage(message, []);
    for (const one of file.enumType ?? []) addEnum(one, []);
    return types;
  });
}

function headOf(
  kind: ProtoType["kind"],
  file: ProtoFile,
  base: string,
  chain: readonly string[],
  deprecated: boolean | undefined,
): Omit<ProtoType, "members"> {
  const name = chain.join(".");
  return {
    kind,
    path: file.name,
    name,
    fullName: file.package === undefined ? name : `${file.package}.${name}`,
    key: `${base}${chain.join("_")}`,
    isDeprecated: deprecated === true,
  };
}

function memberOf(
  file: ProtoFile,
  message: ProtoMessage,
  field: ProtoField,
  owner: string,
): ProtoMember {
  const { name, number, jsonName, oneofIndex, proto3Optional, label, options } = field;
  const { isRequired, isDelimited } = fieldRules(file, message, field);
  const oneof =
    oneofIndex === undefined || proto3Optional === true
      ? undefined
      : message.oneofDecl?.[oneofIndex]?.name;
  const type = [
    ...(oneof === undefined ? [] : [`oneof ${oneof}`]),
    ...(isRequired ? ["required"] : []),
    typeOf(message, field),
    ...(isDelimited ? ["between tags"] : []),
  ].join(" ");
  const isProto2 = file.syntax === undefined || file.syntax === "proto2";
  return {
    kind: "field",
    name,
    number,
    key: `${owner}.${oneof === undefined ? (jsonName ?? name) : camelCase(oneof)}`,
    type,
    isOptional:
      proto3Optional === true || (isProto2 && label === "LABEL_OPTIONAL" && oneof === undefined),
    isRequired,
    default: field.defaultValue,
    isDeprecated: options?.deprecated === true,
  };
}

function typeOf(message: ProtoMessage, field: ProtoField): string {
  const { label, typeName, type = "" } = field;
  const name = typeName?.replace(/^\./, "") ?? type.replace(/^TYPE_/, "").toLowerCase();
  if (label !== "LABEL_REPEATED") return name;
  const entry = message.nestedType?.find(
    (one) => one.options?.mapEntry === true && typeName?.endsWith(`.${message.name}.${one.name}`),
  );
  const [key, value] = entry?.field ?? [];
  return key === undefined || value === undefined || entry === undefined
    ? `repeated ${name}`
    : `map<${typeOf(entry, key)}, ${typeOf(entry, value)}>`;
}

function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
}

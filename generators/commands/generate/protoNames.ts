import type { Change } from "./Change.js";

/** A file of buf's image in JSON: a FileDescriptorProto. */
export interface ProtoFile {
  name: string;
  messageType?: ProtoMessage[];
  enumType?: ProtoEnum[];
}

interface ProtoMessage {
  name: string;
  field?: { name: string; number: number; jsonName?: string; oneofIndex?: number }[];
  oneofDecl?: { name: string }[];
  nestedType?: ProtoMessage[];
  enumType?: ProtoEnum[];
  options?: { mapEntry?: boolean };
}

interface ProtoEnum {
  name: string;
  value?: { name: string; number: number }[];
}

/** A message, an enum, a field or an enum value, with its name in the generated TypeScript. */
export interface ProtoName {
  kind: "message" | "enum" | "field" | "enum value";
  path: string;
  /** `Outer.Inner` */
  owner: string;
  /** `Inner` */
  simple: string;
  member?: string;
  number?: number;
  /** As declarationKey names it. */
  key: string;
}

export type ProtoNames = ReadonlyMap<string, ProtoName>;

/** Everything that the files declare, by a name that is the same in every version of them. */
export function protoNames(files: readonly ProtoFile[]): ProtoNames {
  const names = new Map<string, ProtoName>();
  for (const file of files) {
    const base = `proto/${file.name.replace(/\.proto$/, "")}#`;
    for (const message of file.messageType ?? []) addMessage(message, [], file.name, base);
    for (const one of file.enumType ?? []) addEnum(one, [], file.name, base);
  }
  return names;

  function add(name: ProtoName): void {
    names.set(`${name.path} ${name.owner} ${name.member ?? ""}`, name);
  }

  function addMessage(message: ProtoMessage, outer: string[], path: string, base: string): void {
    // What a map is made of has no name in the source.
    if (message.options?.mapEntry === true) return;
    const chain = [...outer, message.name];
    const common = { path, owner: chain.join("."), simple: message.name };
    const type = `${base}${chain.join("_")}`;
    add({ ...common, kind: "message", key: type });
    for (const field of message.field ?? []) {
      const oneof =
        field.oneofIndex === undefined ? undefined : message.oneofDecl?.[field.oneofIndex];
      // The oneof that stands for proto3's `optional` begins with an underscore, and is no member of the type.
      const member =
        oneof === undefined || oneof.name.startsWith("_")
          ? (field.jsonName ?? field.name)
          : camelCase(oneof.name);
      add({
        ...common,
        kind: "field",
        member: field.name,
        number: field.number,
        key: `${type}.${member}`,
      });
    }
    for (const nested of message.nestedType ?? []) addMessage(nested, chain, path, base);
    for (const one of message.enumType ?? []) addEnum(one, chain, path, base);
  }

  function addEnum(one: ProtoEnum, outer: string[], path: string, base: string): void {
    const chain = [...outer, one.name];
    const common = { path, owner: chain.join("."), simple: one.name };
    const type = `${base}${chain.join("_")}`;
    add({ ...common, kind: "enum", key: type });
    for (const { name, number } of one.value ?? []) {
      add({ ...common, kind: "enum value", member: name, number, key: `${type}.${name}` });
    }
  }
}

/** What there is now and was not before, and fields that moved to another number. */
export function additionsOf(before: ProtoNames, after: ProtoNames): Change[] {
  const changes: Change[] = [];
  const olds = [...before.values()];
  for (const [id, now] of after) {
    const old = before.get(id);
    const place = { of: "proto", where: now.path } as const;
    if (old !== undefined) {
      if (old.number === now.number) continue;
      const text = `${now.kind} "${now.member}" of "${now.owner}" moved from number ${old.number} to ${now.number}`;
      changes.push({ ...place, kind: "changed", verdict: "breaking", text, keys: [old.key] });
      continue;
    }
    const hasOwner = olds.some(({ path, owner }) => path === now.path && owner === now.owner);
    // A new message or enum is told once, without its members.
    if (now.member !== undefined && !hasOwner) continue;
    const name = now.member ?? now.owner;
    const of = now.member === undefined ? "" : ` of "${now.owner}"`;
    const isEnumValue = now.kind === "enum value";
    changes.push({
      ...place,
      kind: "added",
      verdict: isEnumValue ? "risky" : "compatible",
      text: `${now.kind} "${name}"${of} added`,
      keys: isEnumValue ? enumKeys(olds, now) : [],
    });
  }
  return changes;
}

function enumKeys(olds: readonly ProtoName[], now: ProtoName): string[] {
  return olds
    .filter(({ path, owner }) => path === now.path && owner === now.owner)
    .map(({ key }) => key);
}

function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
}

import type {
  ChannelTypes,
  FieldType,
  MessageConstant,
  MessageField,
  MessageType,
} from "./MessageType.js";

/** A topic and the type of its messages. */
export interface TopicTypes extends ChannelTypes {
  readonly topic: string;
  /** The type's name in the log; empty if the format has no types. */
  readonly type: string;
}

/** The module of types of some topics, and the type of each topic's messages in it. */
export interface RenderedTypes {
  readonly text: string;
  readonly typeOfTopic: ReadonlyMap<string, string>;
  /** The identifier of each type in it, by its name in the schema. */
  readonly identifiers: ReadonlyMap<string, string>;
}

/**
 * Writes the types as a TypeScript module. It has an interface per message type, the constants of a
 * type under the same name, and `LogMessages`, which maps topics to types. Untrusted names and
 * comments of a schema cannot become code.
 */
export function renderTypes(topics: readonly TopicTypes[], head: string): RenderedTypes {
  const types = new Map<string, MessageType>();
  for (const type of topics.flatMap((topic) => topic.types)) {
    const known = types.get(type.name);
    types.set(type.name, known === undefined ? type : merged(known, type));
  }
  const names = identifiersFor([...types.keys()]);
  const typeText = (type: FieldType, indent: string): string => textOf(type, names, indent);
  const blocks = [...types.values()].map((type) =>
    [...interfaceOf(type, names, typeText), ...constantsOf(type, names)].join("\n"),
  );
  const typeOfTopic = new Map<string, Set<string>>();
  const typeOfType = new Map<string, Set<string>>();
  for (const { topic, type, root } of topics) {
    addTo(typeOfTopic, topic, typeText(root, "  "));
    if (type !== "") addTo(typeOfType, type, typeText(root, "  "));
  }
  const entries = (of: ReadonlyMap<string, ReadonlySet<string>>) =>
    [...of].map(([name, all]) => `  ${JSON.stringify(name)}: ${[...all].join(" | ")};\n`).join("");
  for (const name of typeOfTopic.keys()) typeOfType.delete(name);
  const text = [
    head,
    ...blocks,
    `/** The message type of each topic. */\nexport interface LogTopics {\n${entries(typeOfTopic)}}`,
    `/** Message types, by topic and by type name: \`openLogs<LogMessages>(…)\`. */\nexport interface LogMessages extends LogTopics {\n${entries(typeOfType)}}`,
  ].join("\n\n");
  return {
    text: `${text}\n`,
    typeOfTopic: new Map([...typeOfTopic].map(([name, all]) => [name, [...all].join(" | ")])),
    identifiers: names,
  };
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

/** Merges two schemas with the same name: a field of only one is optional, and a different field has either type. */
function merged(a: MessageType, b: MessageType): MessageType {
  const names = new Set([...a.fields, ...b.fields].map(({ name }) => name));
  const fields = [...names].map((name): MessageField => {
    const [left, right] = [a, b].map(({ fields }) => fields.find((field) => field.name === name));
    if (left === undefined || right === undefined) {
      return {
        ...(left ?? right ?? { name, type: { kind: "plain", name: "unknown" } }),
        optional: true,
      };
    }
    const isSame = JSON.stringify(left.type) === JSON.stringify(right.type);
    return {
      ...left,
      type: isSame ? left.type : { kind: "union", of: [left.type, right.type] },
      optional: left.optional === true || right.optional === true,
    };
  });
  const constants = [
    ...a.constants,
    ...b.constants.filter(({ name }) => !a.constants.some((one) => one.name === name)),
  ];
  return { ...a, fields, constants };
}

/** The names that every module declares itself. */
const taken = ["LogMessages", "LogTopics"];

/**
 * An identifier for every type: the last part of its name, preceded by as many parts as needed to distinguish it from
 * others.
 */
export function identifiersFor(names: readonly string[]): Map<string, string> {
  const identifiers = new Map<string, string>();
  const inUse = new Set(taken);
  let pending = [...new Set(names)].map((name) => ({ name, parts: partsOf(name) }));
  for (let length = 1; pending.length > 0; length++) {
    const candidates = new Map<string, number>();
    const candidateOf = (parts: readonly string[]) => identifier(parts.slice(-length).join(""));
    for (const { parts } of pending) {
      const candidate = candidateOf(parts);
      candidates.set(candidate, (candidates.get(candidate) ?? 0) + 1);
    }
    const left: typeof pending = [];
    for (const one of pending) {
      let candidate = candidateOf(one.parts);
      const isClear = candidates.get(candidate) === 1 && !inUse.has(candidate);
      if (!isClear && length < one.parts.length) {
        left.push(one);
        continue;
      }
      // Names that differ only in characters that are invalid in an identifier are numbered.
      for (let number = 2; inUse.has(candidate); number++) {
        candidate = `${candidateOf(one.parts)}${number}`;
      }
      inUse.add(candidate);
      identifiers.set(one.name, candidate);
    }
    pending = left;
  }
  return identifiers;
}

function partsOf(name: string): string[] {
  return name
    .split(/[/.:]+/)
    .filter((part) => part !== "msg")
    .map(pascal)
    .filter((part) => part !== "");
}

function identifier(name: string): string {
  return /^[A-Za-z]/.test(name) ? name : `Message${name}`;
}

/** `sensor_accel/1` becomes SensorAccel1. Other than ASCII letters and digits are removed. */
function pascal(part: string): string {
  return part
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

function interfaceOf(
  { name, comment, fields, isEnum }: MessageType,
  names: ReadonlyMap<string, string>,
  typeText: (type: FieldType, indent: string) => string,
): string[] {
  const identifier = names.get(name) ?? "Message";
  const said = [name, ...(comment ? ["", comment] : [])].join("\n");
  if (isEnum) return commentLines(said, "");
  if (fields.length === 0)
    return [...commentLines(said, ""), `export type ${identifier} = Record<string, never>;`];
  return [
    ...commentLines(said, ""),
    `export interface ${identifier} {`,
    ...fields.flatMap((field) => fieldLines(field, "  ", typeText)),
    "}",
  ];
}

function fieldLines(
  { name, comment, type, optional }: MessageField,
  indent: string,
  typeText: (type: FieldType, indent: string) => string,
): string[] {
  const note = noteOf(type);
  const said = [comment, note].filter((words) => words !== undefined && words !== "").join("\n");
  const mark = optional === true ? "?" : "";
  const either = optional === true ? " | undefined" : "";
  return [
    ...(said === "" ? [] : commentLines(said, indent)),
    `${indent}${propertyName(name)}${mark}: ${typeText(type, indent)}${either};`,
  ];
}

/** The information that the TypeScript type does not include. */
function noteOf(type: FieldType): string | undefined {
  if (type.kind === "enum") return type.name;
  return type.kind === "plain" || type.kind === "array" ? type.note : undefined;
}

function textOf(type: FieldType, names: ReadonlyMap<string, string>, indent: string): string {
  switch (type.kind) {
    case "plain":
      return type.name;
    case "time":
      return `{ sec: number; ${type.rest}: number }`;
    case "message":
      return names.get(type.name) ?? "unknown";
    case "enum":
      return "number";
    case "array": {
      const element = textOf(type.of, names, indent);
      return type.of.kind === "union" ? `(${element})[]` : `${element}[]`;
    }
    case "map":
      return `Record<string, ${textOf(type.of, names, indent)}>`;
    case "union":
      return [...new Set(type.of.map((one) => textOf(one, names, indent)))].join(" | ");
    case "object": {
      const inner = `${indent}  `;
      const lines = type.fields.flatMap((field) =>
        fieldLines(field, inner, (one, at) => textOf(one, names, at)),
      );
      return lines.length === 0 ? "Record<string, unknown>" : `{\n${lines.join("\n")}\n${indent}}`;
    }
  }
}

function constantsOf(
  { name, constants, fields }: MessageType,
  names: ReadonlyMap<string, string>,
): string[] {
  if (constants.length === 0) return [];
  const identifier = names.get(name) ?? "Message";
  const lines = constants.flatMap(({ name: key, value, comment }) => [
    ...(comment ? commentLines(comment, "  ") : []),
    `  ${propertyName(key)}: ${literal(value)},`,
  ]);
  const about = fields.length === 0 ? [] : ["", `/** The constants of ${safe(name)}. */`];
  return [...about, `export const ${identifier} = {`, ...lines, "} as const;"];
}

function literal(value: MessageConstant["value"]): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" && !Number.isFinite(value)) {
    return Number.isNaN(value) ? "Number.NaN" : `${value < 0 ? "-" : ""}Number.POSITIVE_INFINITY`;
  }
  return JSON.stringify(value);
}

/** Unchanged if it is an identifier, otherwise in quotes. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function commentLines(text: string, indent: string): string[] {
  const lines = safe(text).split("\n");
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

/** Escapes the end of a comment. */
function safe(text: string): string {
  return text
    .replaceAll("*/", "*\\/")
    .replace(/[\r\u2028\u2029]+\n?/g, "\n")
    .trim();
}

// Imported statically: in a bundle, a CommonJS package that is loaded on demand loses its named exports.
import { parseRos2idl } from "@foxglove/ros2idl-parser";
import { parse } from "@foxglove/rosmsg";
import {
  type ChannelTypes,
  type FieldType,
  type MessageConstant,
  type MessageField,
  type MessageType,
  numberType,
  plain,
} from "./MessageType.js";

/** A definition, as @foxglove/rosmsg and the IDL parsers return it. */
interface Definition {
  readonly name?: string | undefined;
  readonly definitions: readonly Field[];
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly isComplex?: boolean | undefined;
  readonly isArray?: boolean | undefined;
  readonly arrayLength?: number | undefined;
  readonly isConstant?: boolean | undefined;
  readonly value?: unknown;
}

/** The types of a ROS schema: the contents of .msg files, the message's own first. */
export async function rosTypes(type: string, text: string, version: 1 | 2): Promise<ChannelTypes> {
  const definitions = parse(text, { ros2: version === 2 });
  return fromDefinitions(type, definitions, {
    rest: version === 2 ? "nanosec" : "nsec",
    comments: commentsIn(text),
  });
}

/** The types of a ROS 2 schema in IDL. */
export async function ros2IdlTypes(type: string, text: string): Promise<ChannelTypes> {
  const all: Definition[] = parseRos2idl(text);
  const own = all.find(({ name }) => plainName(name) === plainName(type));
  const others = all.filter((one) => one !== own && one.definitions.some(isField));
  return fromDefinitions(type, own ? [own, ...others] : others, {
    rest: "nanosec",
    comments: new Map(),
  });
}

function isField({ isConstant }: Field): boolean {
  return isConstant !== true;
}

interface Style {
  readonly rest: "nsec" | "nanosec";
  /** Comments of fields and constants by `TYPE.NAME`, of types by `TYPE`; the message's own TYPE is empty. */
  readonly comments: ReadonlyMap<string, string>;
}

function fromDefinitions(
  type: string,
  definitions: readonly Definition[],
  style: Style,
): ChannelTypes {
  // The first definition with more than constants is the message's own, and may lack its name.
  const own = definitions.find((one) => one.definitions.some(isField)) ?? definitions[0];
  const types = definitions.map((definition): MessageType => {
    const key = definition === own ? "" : plainName(definition.name);
    const name = definition === own ? type : (definition.name ?? type);
    const commentOf = (field: string) => style.comments.get(`${key}.${field}`);
    return {
      name: plainName(name),
      comment: style.comments.get(key),
      fields: definition.definitions.filter(isField).map(
        (field): MessageField => ({
          name: field.name,
          comment: commentOf(field.name),
          type: typeOf(field, style),
        }),
      ),
      constants: definition.definitions.flatMap((field) =>
        constantOf(field, commentOf(field.name)),
      ),
    };
  });
  return { types, root: { kind: "message", name: plainName(type) } };
}

function constantOf(field: Field, comment: string | undefined): MessageConstant[] {
  const { name, value, isConstant } = field;
  if (isConstant !== true) return [];
  switch (typeof value) {
    case "number":
    case "bigint":
    case "boolean":
    case "string":
      return [{ name, value, comment }];
    default:
      return [];
  }
}

function typeOf(field: Field, { rest }: Style): FieldType {
  const { type, isArray = false, isComplex } = field;
  const number = numberType(type, { isArray, length: field.arrayLength });
  if (number !== undefined) return number;
  const one = elementOf(type, isComplex === true, rest);
  if (!isArray) return one;
  const length = field.arrayLength;
  return { kind: "array", of: one, ...(length !== undefined && { note: `${length} elements` }) };
}

function elementOf(type: string, isComplex: boolean, rest: "nsec" | "nanosec"): FieldType {
  if (type === "time" || type === "duration") return { kind: "time", rest };
  if (isComplex) return { kind: "message", name: plainName(type) };
  if (type === "string" || type === "wstring") return plain("string");
  if (type === "bool") return plain("boolean");
  return plain("unknown", type);
}

/** `nav_msgs/msg/Odometry` and `nav_msgs::msg::Odometry` are `nav_msgs/Odometry`. */
function plainName(name = ""): string {
  return name.replaceAll("::", "/").replace("/msg/", "/");
}

/**
 * The comments of .msg files on their fields: the comment lines directly above, or the comment after it. Comments at
 * the start of a file, followed by an empty line, describe the type.
 */
function commentsIn(text: string): Map<string, string> {
  const comments = new Map<string, string>();
  let type = "";
  let above: string[] = [];
  let isTop = true;
  for (const line of text.split(/\r?\n/)) {
    const header = /^MSG:\s*(\S+)/.exec(line);
    if (header || /^={20,}\s*$/.test(line)) {
      if (header) type = plainName(header[1]);
      above = [];
      isTop = true;
      continue;
    }
    const [, code = "", behind] = /^([^#"']*(?:"[^"]*"|'[^']*')?[^#]*)(?:#(.*))?$/.exec(line) ?? [];
    if (code.trim() !== "") {
      const name = /^\s*\S+\s+(\w+)/.exec(code)?.[1];
      const said = behind?.trim() ? [behind.trim()] : above;
      if (name !== undefined && said.length > 0) comments.set(`${type}.${name}`, said.join("\n"));
      above = [];
      isTop = false;
    } else if (behind !== undefined) above.push(behind.trim());
    else {
      if (isTop && above.length > 0 && !comments.has(type)) comments.set(type, above.join("\n"));
      above = [];
    }
  }
  return comments;
}

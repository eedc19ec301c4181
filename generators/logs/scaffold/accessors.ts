import type { FieldType, MessageField } from "../types/MessageType.js";
import { propertyName, type TopicTypes } from "../types/renderTypes.js";

/** A field of a topic's messages, and the expression that reads it. */
export interface ReachedField {
  /** `pose.pose.position.x` */
  readonly path: string;
  readonly type: FieldType;
  /** The code after `message`; with `?.` if a field may be missing. */
  readonly access: string;
  readonly mayLack: boolean;
}

/** The fields of an object type: a message, or an inline type. */
function fieldsOf(type: FieldType, { types }: TopicTypes): readonly MessageField[] {
  if (type.kind === "object") return type.fields;
  if (type.kind !== "message") return [];
  return types.find(({ name }) => name === type.name)?.fields ?? [];
}

/** The field at a path; undefined if there is none. */
export function reach(topic: TopicTypes, path: string): ReachedField | undefined {
  let current: ReachedField = { path: "", type: topic.root, access: "", mayLack: false };
  for (const name of path.split(".")) {
    const next = childrenOf(topic, current).find((one) => one.path === joined(current.path, name));
    if (next === undefined) return undefined;
    current = next;
  }
  return current;
}

/** The direct subfields of a field. */
export function childrenOf(topic: TopicTypes, parent: ReachedField): ReachedField[] {
  const inner = withoutUndefined(parent.type);
  return fieldsOf(inner, topic).map(({ name, type, optional }) => {
    const property = propertyName(name);
    const isIdentifier = property === name;
    const dot = parent.mayLack ? "?." : isIdentifier ? "." : "";
    return {
      path: joined(parent.path, name),
      type,
      access: `${parent.access}${dot}${isIdentifier ? property : `[${property}]`}`,
      mayLack:
        parent.mayLack ||
        optional === true ||
        (inner !== withoutUndefined(type) && holdsUndefined(type)),
    };
  });
}

/** The root of a topic's messages. */
export function rootOf(topic: TopicTypes): ReachedField {
  return { path: "", type: topic.root, access: "", mayLack: false };
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function holdsUndefined(type: FieldType): boolean {
  return (
    type.kind === "union" && type.of.some((one) => one.kind === "plain" && isNothing(one.name))
  );
}

function isNothing(name: string): boolean {
  return name === "undefined" || name === "null";
}

/** The type without undefined and null, if a single one remains. */
export function withoutUndefined(type: FieldType): FieldType {
  if (type.kind !== "union") return type;
  const left = type.of.filter((one) => !(one.kind === "plain" && isNothing(one.name)));
  const [only] = left;
  return left.length === 1 && only !== undefined ? only : type;
}

/** An expression that reads a number from `message`, NaN if it is missing; undefined if it is not a number. */
export function numberExpression(field: ReachedField | undefined): string | undefined {
  if (field === undefined) return undefined;
  const type = withoutUndefined(field.type);
  if (type.kind !== "plain") return undefined;
  const read = `message${field.access}`;
  if (type.name === "number") return field.mayLack ? `${read} ?? Number.NaN` : read;
  if (type.name !== "bigint") return undefined;
  return field.mayLack ? `Number(${read} ?? Number.NaN)` : `Number(${read})`;
}

/** The single numbers in a topic's messages, in the order of the schema. */
export function numbersIn(topic: TopicTypes, most: number): ReachedField[] {
  const found: ReachedField[] = [];
  const visit = (field: ReachedField, depth: number): void => {
    if (found.length >= most || depth > 6) return;
    for (const child of childrenOf(topic, field)) {
      if (isTimeName(child.path)) continue;
      if (numberExpression(child) !== undefined) {
        if (found.length < most) found.push(child);
      } else visit(child, depth + 1);
    }
  };
  visit(rootOf(topic), 0);
  return found;
}

/** Times and counters are not useful over time. */
function isTimeName(path: string): boolean {
  return /(?:^|[._])(?:header|stamp|time|timestamp|time_?stamp.*|seq|t|t_?[nmu]?s|nsecs?|nanosec|nanos|secs?|device_id|id)$/i.test(
    path.split(" ")[0] ?? path,
  );
}

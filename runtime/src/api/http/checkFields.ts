import { canonicalUUID } from "../../facts.js";

/** What a field may be asked to be, by its type in the description. */
type KindOf<T> = T extends string
  ? "id" | "string"
  : T extends number
    ? "number"
    : T extends boolean
      ? "boolean"
      : T extends readonly unknown[]
        ? "list"
        : T extends object
          ? "object"
          : never;

/**
 * Fields that are relied on, with what they must be; `?` after it: or absent, or null. Words of enums
 * are strings of any kind, since new ones come. A field that the description does not have, or has as
 * something else, does not compile.
 */
export type Fields<T> = {
  readonly [K in keyof T]?: KindOf<NonNullable<T[K]>> | `${KindOf<NonNullable<T[K]>>}?`;
};

/** The same below the types. */
export type AnyFields = Readonly<Record<string, string | undefined>>;

const words: Readonly<Record<string, string>> = {
  id: "a UUID",
  string: "a string",
  number: "a number",
  boolean: "true or false",
  list: "a list",
  object: "an object",
};

/** What is wrong with a value that should have these fields, in words; undefined where nothing is. */
export function faultOf(value: unknown, fields: AnyFields, name: string): string | undefined {
  if (!isObject(value)) return `${name} must be an object, got ${shown(value)}`;
  for (const field in fields) {
    const wanted = fields[field] ?? "";
    const held = value[field];
    const isOptional = wanted.endsWith("?");
    if (held === undefined || held === null) {
      if (isOptional) continue;
      return `${name} has no ${field}${saying(value)}`;
    }
    const kind = isOptional ? wanted.slice(0, -1) : wanted;
    if (!isOfKind(held, kind)) {
      return `${field} of ${name} must be ${words[kind]}, got ${shown(held)}`;
    }
  }
  return undefined;
}

function isOfKind(value: unknown, kind: string): boolean {
  if (kind === "list") return Array.isArray(value);
  if (kind === "object") return isObject(value);
  if (kind === "id") return typeof value === "string" && canonicalUUID(value) !== undefined;
  return typeof value === kind;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an answer says in the place of what was asked for: gateways put a message. */
export function saying(value: Readonly<Record<string, unknown>>): string {
  const { message } = value;
  return typeof message === "string" ? `, and says ${shown(message)}` : "";
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

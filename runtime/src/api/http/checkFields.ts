import { canonicalUUID } from "../../facts.js";

/** The kinds that a field may have, by its type in the API description. */
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
 * Required fields and their kinds; a trailing `?` also allows absent and null. Enums may be any string, because
 * new values may be added. A field that is missing in the API description, or has another type, does not
 * compile.
 */
export type Fields<T> = {
  readonly [K in keyof T]?: KindOf<NonNullable<T[K]>> | `${KindOf<NonNullable<T[K]>>}?`;
};

/** The same without types. */
export type AnyFields = Readonly<Record<string, string | undefined>>;

const words: Readonly<Record<string, string>> = {
  id: "a UUID",
  string: "a string",
  number: "a number",
  boolean: "true or false",
  list: "a list",
  object: "an object",
};

/** Describes what is wrong with a value that should have these fields; undefined if it is valid. */
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

/** The message that a response has instead of the expected contents, as gateways send it. */
export function saying(value: Readonly<Record<string, unknown>>): string {
  const { message } = value;
  return typeof message === "string" ? `; its message is ${shown(message)}` : "";
}

/** A value for messages. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

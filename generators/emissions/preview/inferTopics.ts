import type { EmissionRow, FieldType } from "@metrics-project/runtime";
import type { TableTopic } from "./tables.js";

/** Infers the fields of topics from their rows, for rows without a config. */
export class InferredTopics {
  readonly #topics = new Map<string, Map<string, FieldType>>();

  add({ topic, data }: EmissionRow): void {
    const fields = this.#topics.get(topic) ?? new Map<string, FieldType>();
    this.#topics.set(topic, fields);
    for (const [name, value] of Object.entries(data)) {
      const type = typeOf(value);
      const before = fields.get(name);
      fields.set(name, before === undefined ? type : wider(before, type));
    }
  }

  /** The topics with their fields, for creating tables. */
  get topics(): TableTopic[] {
    return [...this.#topics].map(([name, fields]) => ({
      name,
      schema: new Map([...fields].map(([field, type]) => [field, { type }])),
    }));
  }
}

function typeOf(value: unknown): FieldType {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "string") return "string";
  const isStrings = Array.isArray(value) && value.every((one) => typeof one === "string");
  return isStrings ? "string[]" : "metric[]";
}

function wider(a: FieldType, b: FieldType): FieldType {
  if (a === b) return a;
  const numbers = ["int", "float"];
  return numbers.includes(a) && numbers.includes(b) ? "float" : "metric[]";
}

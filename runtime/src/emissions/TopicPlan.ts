import { MetricDefinitionError } from "../errors.js";
import { encodeString } from "./encodeValue.js";
import type { FieldType, Topic, Topics } from "./topics.js";

/** What all rows of a topic share, computed once: the start of the line, and the fields. */
export class TopicPlan {
  /** The line up to the topic, as bytes of ASCII. */
  readonly head: Uint8Array;
  readonly #topic: string;
  readonly #schema: Topic["schema"] | undefined;
  readonly #names: readonly string[];
  readonly #keys: readonly Uint8Array[];

  /** @throws {MetricDefinitionError} if the topic is not declared, or declared differently (T1, T2, T7) */
  constructor(topic: string, event: boolean, topics: Topics | undefined) {
    if (topic === "") throw refusal("the name of a topic must not be empty");
    this.#topic = topic;
    this.head = Buffer.from(`{"$metadata": {"topic": ${encodeString(topic)}`, "latin1");
    this.#schema = topics === undefined ? undefined : schemaOf(topic, event, topics);
    this.#names = Object.keys(this.#schema ?? {});
    this.#keys = this.#names.map(keyOf);
  }

  /** The type of a field; undefined without a config. */
  typeOf(name: string): FieldType | undefined {
    return this.#schema?.[name];
  }

  /** The member's name as JSON in bytes of ASCII, with the separators around it, for the field at `at` of a row. */
  keyOf(name: string, at: number): Uint8Array {
    // Most rows have their fields in schema order: then nothing is encoded again.
    const key = this.#names[at] === name ? this.#keys[at] : undefined;
    return key ?? keyOf(name, at);
  }

  /** @throws {MetricDefinitionError} unless the fields are exactly those of the schema (T3, T4) */
  checkFields(given: readonly string[]): void {
    const schema = this.#schema;
    if (schema === undefined) return;
    const names = this.#names;
    if (given.length === names.length && given.every((name, at) => name === names[at])) return;
    const unknown = given.filter((name) => !Object.hasOwn(schema, name));
    if (unknown.length > 0) {
      throw refusal(
        `topic "${this.#topic}" has no field "${unknown.join('", "')}" (T3); its schema has ${names.join(", ")}`,
      );
    }
    const missing = names.filter((name) => !given.includes(name));
    if (missing.length > 0) {
      throw refusal(
        `topic "${this.#topic}" also needs the field "${missing.join('", "')}" (T4): every row must have every field`,
      );
    }
  }
}

function keyOf(name: string, at: number): Uint8Array {
  return Buffer.from(`${at === 0 ? "" : ", "}${encodeString(name)}: `, "latin1");
}

function schemaOf(topic: string, event: boolean, topics: Topics): Topic["schema"] {
  const declared = Object.hasOwn(topics, topic) ? topics[topic] : undefined;
  if (declared === undefined) {
    throw refusal(
      `topic "${topic}" is not declared (T1); the config has ${Object.keys(topics).join(", ") || "none"}`,
    );
  }
  if (event !== (declared.event === true)) {
    throw refusal(
      event
        ? `topic "${topic}" is not an event topic (T7): add "event: true" to it, or use emit`
        : `topic "${topic}" is an event topic (T7): use emitEvent`,
    );
  }
  if (declared.schema === undefined) throw refusal(`topic "${topic}" has no schema (T2)`);
  return declared.schema;
}

/** The error for a row that does not match the config. */
export function refusal(message: string): MetricDefinitionError {
  return new MetricDefinitionError(`emissions: ${message}`, {
    hint: "The topics of the config define its rows. `metrics-project generate` writes them to src/generated/emissions.ts.",
  });
}

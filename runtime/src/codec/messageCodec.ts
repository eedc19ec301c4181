import { MetricDefinitionError } from "../errors.js";
import type { ByteReader } from "./byteReader.js";
import type { ByteWriter } from "./byteWriter.js";

/** Reads and writes one message type. Most are generated, except the few that can be large. */
export interface MessageCodec<T> {
  /** An empty message. */
  create(): T;
  encode(message: T, writer: ByteWriter): ByteWriter;
  /**
   * Reads up to the reader's end, and merges the result into `message`. `outer` is the end of the outer message, as
   * {@link ByteReader.enter} returned it.
   */
  decode(reader: ByteReader, outer: number, message?: T): T;
}

/** Refuses a oneof with an unknown member. */
export function noSuchMember(
  chosen: { $case: string } | undefined,
  members: readonly string[],
): never {
  throw new MetricDefinitionError(`this oneof has no member ${chosen?.$case}`, {
    hint: `Use one of ${members.join(", ")}.`,
  });
}

/** Sets an own property under any key: assigning to `__proto__` would change the prototype. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") target[key] = value;
  else {
    const own = { value, enumerable: true, writable: true, configurable: true };
    Object.defineProperty(target, key, own);
  }
}

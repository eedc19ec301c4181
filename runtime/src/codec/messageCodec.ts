import { MetricDefinitionError } from "../errors.js";
import type { ByteReader } from "./byteReader.js";
import type { ByteWriter } from "./byteWriter.js";

/** How one message type is read and written. Most are generated; the few that get big are not. */
export interface MessageCodec<T> {
  /** A message in which nothing is set. */
  create(): T;
  encode(message: T, writer: ByteWriter): ByteWriter;
  /**
   * Reads up to the reader's end, and merges what it finds into `message`. `outer` is where the
   * message around it ends, as {@link ByteReader.enter} returned it.
   */
  decode(reader: ByteReader, outer: number, message?: T): T;
}

/** Refuses a oneof that names no member of its own. */
export function noSuchMember(
  chosen: { $case: string } | undefined,
  members: readonly string[],
): never {
  throw new MetricDefinitionError(`there is no member ${chosen?.$case} in this oneof`, {
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

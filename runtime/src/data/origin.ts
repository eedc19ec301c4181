/**
 * The messages that metrics data, metrics and events were read from. Writing one of them again
 * begins with its message, so that nothing of it is lost: fields that the format does not know,
 * and what differs between unset and default.
 */
const messages = new WeakMap<object, unknown>();

/** Remembers the message behind what was read. */
export function setOrigin<T extends object>(read: T, message: unknown): T {
  messages.set(read, message);
  return read;
}

/** The message behind what was read; undefined for what was made here. */
export function originOf<T>(read: object): T | undefined {
  return messages.get(read) as T | undefined;
}

/**
 * What something was read from. Writing it again keeps of that message whatever was not changed
 * since: fields that the format does not know, and the difference between unset and default. It
 * comes along where what was read is spread into something new: `{ ...metric, status: "PASSED" }`.
 */
export class Origin<M> {
  readonly #message: M;
  readonly #read: Readonly<Record<string, unknown>>;

  constructor(message: M, read: object) {
    this.#message = message;
    this.#read = read as Readonly<Record<string, unknown>>;
  }

  /** The message. */
  get message(): M {
    return this.#message;
  }

  /** The properties that are not what they were when they were read. */
  changedIn(now: object): string[] {
    const held = now as Readonly<Record<string, unknown>>;
    return Object.keys(this.#read).filter((key) => held[key] !== this.#read[key]);
  }
}

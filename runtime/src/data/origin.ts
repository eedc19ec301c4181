/**
 * The message that an object was read from. Writing the object again keeps everything that was not changed since:
 * unknown fields, and the difference between unset and default. It is copied when the object is spread into a
 * new one: `{ ...metric, status: "PASSED" }`.
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

  /** The properties that changed since they were read. */
  changedIn(now: object): string[] {
    const held = now as Readonly<Record<string, unknown>>;
    return Object.keys(this.#read).filter((key) => held[key] !== this.#read[key]);
  }
}

import { formatTime } from "./LogMessage.js";

/** Numbers that memory is taken for on the word of a file, whose index may be wrong. */
const mostExpected = 1 << 23;

/** Grows as numbers are added to it. */
class Growing<Values extends Float64Array | BigInt64Array> {
  #values: Values;
  #length = 0;
  readonly #make: (length: number) => Values;

  constructor(make: (length: number) => Values, expected: number) {
    this.#make = make;
    this.#values = make(Math.min(Math.max(1024, expected), mostExpected));
  }

  add(value: Values[number]): void {
    if (this.#length === this.#values.length) {
      const larger = this.#make(this.#length * 2);
      // The two kinds of arrays each take their own kind alone; `Values` is one of them.
      (larger as { set(from: unknown): void }).set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** What was added, in an array of just that length. */
  done(): Values {
    if (this.#length === this.#values.length) return this.#values;
    return this.#values.slice(0, this.#length) as Values;
  }
}

/** A topic's numbers, one column each, and the times that they belong to. */
export type Columns<Names extends string> = {
  /** Nanoseconds by the clock that was chosen. */
  readonly time: BigInt64Array<ArrayBuffer>;
} & { readonly [Name in Names]: Float64Array<ArrayBuffer> };

/** Gathers columns of one topic. */
export class ColumnBuilder {
  readonly #time: Growing<BigInt64Array<ArrayBuffer>>;
  readonly #columns: {
    name: string;
    values: Growing<Float64Array<ArrayBuffer>>;
    of: (message: never) => number;
  }[];

  /** `expected`: how many messages there will be, as far as that is known: arrays that grow take twice the memory. */
  constructor(columns: Readonly<Record<string, (message: never) => number>>, expected: number) {
    this.#time = new Growing((length) => new BigInt64Array(length), expected);
    this.#columns = Object.entries(columns).map(([name, of]) => ({
      name,
      values: new Growing((length) => new Float64Array(length), expected),
      of,
    }));
  }

  /** @throws {TypeError} naming the column, where a function gives something else than a number */
  add(time: bigint, message: unknown): void {
    this.#time.add(time);
    for (const { name, values, of } of this.#columns) {
      const value: unknown = of(message as never);
      if (typeof value === "number") values.add(value);
      // Types cannot tell which integers of a table are beyond 2^53.
      else if (typeof value === "bigint") values.add(Number(value));
      else {
        throw new TypeError(
          `${name} at ${formatTime(time)} s is not a number: ${show(value)}${fieldsOf(value, message)}`,
        );
      }
    }
  }

  done(): Columns<string> {
    const columns: Record<string, Float64Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>> = {
      time: this.#time.done(),
    };
    for (const { name, values } of this.#columns) columns[name] = values.done();
    return columns as Columns<string>;
  }
}

/** What a message has, where something was asked of it that it has not: types of tables are only claimed. */
function fieldsOf(value: unknown, message: unknown): string {
  if (value !== undefined || typeof message !== "object" || message === null) return "";
  return `; the message has ${Object.keys(message).slice(0, 30).join(", ") || "nothing"}`;
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

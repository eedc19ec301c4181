import { formatTime } from "./LogMessage.js";

/** Maximum number of elements to preallocate: the index of a file may be wrong. */
const mostExpected = 1 << 23;

/** A growing array of numbers. */
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
      // Each of the two array types only accepts its own element type; `Values` is one of them.
      (larger as { set(from: unknown): void }).set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** The added numbers, in an array of exactly that length. */
  done(): Values {
    if (this.#length === this.#values.length) return this.#values;
    return this.#values.slice(0, this.#length) as Values;
  }
}

/** The numbers of a topic in columns, with their timestamps. */
export type Columns<Names extends string> = {
  /** Timestamps of the chosen clock in nanoseconds. */
  readonly time: BigInt64Array<ArrayBuffer>;
} & { readonly [Name in Names]: Float64Array<ArrayBuffer> };

/** Collects columns of one topic. */
export class ColumnBuilder {
  readonly #time: Growing<BigInt64Array<ArrayBuffer>>;
  readonly #columns: {
    name: string;
    values: Growing<Float64Array<ArrayBuffer>>;
    of: (message: never) => number;
  }[];

  /** `expected`: number of messages, if known: growing arrays need twice the memory. */
  constructor(columns: Readonly<Record<string, (message: never) => number>>, expected: number) {
    this.#time = new Growing((length) => new BigInt64Array(length), expected);
    this.#columns = Object.entries(columns).map(([name, of]) => ({
      name,
      values: new Growing((length) => new Float64Array(length), expected),
      of,
    }));
  }

  /** @throws {TypeError} with the column name, if a function does not return a number */
  add(time: bigint, message: unknown): void {
    this.#time.add(time);
    for (const { name, values, of } of this.#columns) {
      const value: unknown = of(message as never);
      if (typeof value === "number") values.add(value);
      // Types do not show which integers of a table are beyond 2^53.
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

/** The fields of a message, if a requested one is missing: types of tables are not verified. */
function fieldsOf(value: unknown, message: unknown): string {
  if (value !== undefined || typeof message !== "object" || message === null) return "";
  return `; the message has ${Object.keys(message).slice(0, 30).join(", ") || "nothing"}`;
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

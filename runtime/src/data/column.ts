import { MetricDefinitionError } from "../errors.js";
import {
  isStatus,
  isUUID,
  type SeriesKind,
  type StatusRead,
  statusNumbers,
  statusWord,
} from "../facts.js";
import { about } from "./about.js";
import { describeValue } from "./describeValue.js";
import type { InputOf, ValuesOf } from "./series.js";
import { type Timestamp, type TimestampInput, timestampFrom } from "./timestamp.js";

/** How the elements of each kind are stored: as compact as the wire format allows without a copy. */
export interface HeldAs {
  doubles: Float64Array;
  timestamps: readonly Timestamp[];
  uuids: readonly string[];
  strings: readonly string[];
  statuses: Uint8Array | Int32Array;
}

/** The elements of one series, or of one category of a grouped one. */
export class Column<K extends SeriesKind = SeriesKind> {
  readonly kind: K;
  readonly held: HeldAs[K];
  #words: readonly StatusRead[] | undefined;

  constructor(kind: K, held: HeldAs[K]) {
    this.kind = kind;
    this.held = held;
  }

  get length(): number {
    return this.held.length;
  }

  /** The elements as a reader sees them; names of statuses are created on first use. */
  get values(): ValuesOf[K] {
    if (this.kind !== "statuses") return this.held as ValuesOf[K];
    this.#words ??= Array.from(this.held as Uint8Array | Int32Array, statusWord);
    return this.#words as ValuesOf[K];
  }
}

type Taker<K extends SeriesKind> = (input: InputOf[K]) => HeldAs[K];

const takers: { [K in SeriesKind]: Taker<K> } = {
  doubles(input) {
    if (input instanceof Float64Array) return input;
    const held = new Float64Array(input.length);
    for (let at = 0; at < held.length; at++) {
      const value: unknown = input[at];
      if (typeof value !== "number") throw badElement(at, value, "a number");
      held[at] = value;
    }
    return held;
  },
  timestamps(input) {
    const held = new Array<Timestamp>(input.length);
    let at = 0;
    // One try around the whole loop: a series may have a million elements.
    const take = () => {
      for (; at < held.length; at++) held[at] = timestampFrom(input[at] as TimestampInput);
    };
    about(() => `element ${at}`, take);
    return held;
  },
  uuids: (input) => takeTexts(input, isUUID, "a UUID"),
  strings: (input) => takeTexts(input, isText, "a string"),
  statuses(input) {
    const held = new Uint8Array(input.length);
    // Most elements equal their predecessor, so only others are looked up.
    let word: unknown;
    let code = 0;
    for (let at = 0; at < held.length; at++) {
      const value: unknown = input[at];
      if (value !== word || at === 0) {
        if (!isStatus(value)) throw badElement(at, value, "a status");
        word = value;
        code = statusNumbers[value];
      }
      held[at] = code;
    }
    return held;
  },
};

/**
 * Stores the elements of a series. A Float64Array is used without a copy; everything else is copied, so that
 * later changes to the caller's list do no harm.
 *
 * @throws {@link MetricDefinitionError} if it is empty or has elements of another kind.
 */
export function takeColumn<K extends SeriesKind>(kind: K, input: InputOf[K]): Column<K> {
  const length: unknown = (input as ArrayLike<unknown> | undefined)?.length;
  if (typeof length !== "number" || typeof input === "string") {
    throw new MetricDefinitionError(
      `its elements must be a list of ${kind}, got ${describeValue(input)}`,
    );
  }
  if (length === 0) {
    throw new MetricDefinitionError("it has no elements", {
      hint: "The platform refuses empty series: omit the data and the metrics that use it.",
    });
  }
  return new Column(kind, takers[kind](input));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function takeTexts(
  input: ArrayLike<string>,
  fits: (value: unknown) => value is string,
  expected: string,
): string[] {
  const held = new Array<string>(input.length);
  for (let at = 0; at < held.length; at++) {
    const value: unknown = input[at];
    if (!fits(value)) throw badElement(at, value, expected);
    held[at] = value;
  }
  return held;
}

function badElement(position: number, value: unknown, expected: string): MetricDefinitionError {
  return new MetricDefinitionError(
    `element ${position} must be ${expected}, got ${describeValue(value)}`,
    expected === "a status"
      ? { hint: `A status must be one of ${Object.keys(statusNumbers).join(", ")}.` }
      : { hint: "All elements of a series must be of the same kind." },
  );
}

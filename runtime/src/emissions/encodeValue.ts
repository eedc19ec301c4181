/** Printable ASCII that JSON needs no escapes for: nearly every name and word. */
const plain = /^[ !#-[\]-~]*$/;
const beyondASCII = /[^ -~]/g;

/** A value that a row cannot hold. `place` says where below the field it stands, such as `[2].value`. */
export class BadValue extends Error {
  place = "";

  constructor(
    /** What it is, to follow "got". */
    readonly got: string,
    readonly nonFinite = false,
  ) {
    super(got);
  }
}

/**
 * A string as JSON in ASCII alone: every other character as \uXXXX, as the platform's own emitter
 * writes it.
 */
export function encodeString(value: string): string {
  if (plain.test(value)) return `"${value}"`;
  return JSON.stringify(value).replace(
    beyondASCII,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A number as JSON; the sign of a negative zero is kept. Beyond 2^53 it has an exponent: readers take
 * digits alone for an integer, which a double there only comes near to.
 *
 * @throws {BadValue} for NaN and infinities, which JSON has no form for
 */
export function encodeNumber(value: number): string {
  if (value - value !== 0) throw new BadValue(String(value), true);
  if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) {
    return value.toExponential();
  }
  return value === 0 && Object.is(value, -0) ? "-0.0" : `${value}`;
}

/** A whole number in digits alone: with a point or an exponent, readers take it for a float. */
export function encodeInteger(value: number): string {
  return Number.isSafeInteger(value) ? `${value}` : String(BigInt(value));
}

/**
 * Any value as JSON with ", " and ": " as separators.
 * @throws {BadValue} for what JSON has no form for
 */
export function encodeValue(value: unknown): string {
  switch (typeof value) {
    case "number":
      return encodeNumber(value);
    case "string":
      return encodeString(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      return value === null ? "null" : encodeObject(value, []);
    case "undefined":
    case "function":
    case "symbol":
      throw new BadValue(typeof value);
  }
}

function encodeObject(value: object, above: readonly object[]): string {
  if (above.includes(value)) throw new BadValue("an object that contains itself");
  const chain = [...above, value];
  const encode = (one: unknown, place: string): string => {
    try {
      return typeof one === "object" && one !== null ? encodeObject(one, chain) : encodeValue(one);
    } catch (error) {
      if (error instanceof BadValue) error.place = place + error.place;
      throw error;
    }
  };
  if (Array.isArray(value)) {
    return `[${value.map((one, at) => encode(one, `[${at}]`)).join(", ")}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new BadValue(`a ${value.constructor?.name ?? "class"} object`);
  }
  const members = Object.entries(value).map(
    ([name, one]) => `${encodeString(name)}: ${encode(one, `.${name}`)}`,
  );
  return `{${members.join(", ")}}`;
}

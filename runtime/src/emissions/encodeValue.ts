/** Printable ASCII that needs no escapes in JSON: nearly all names. */
const plain = /^[ !#-[\]-~]*$/;
const beyondASCII = /[^ -~]/g;

/** A row cannot contain the value. `place` is its path below the field, such as `[2].value`. */
export class BadValue extends Error {
  place = "";

  constructor(
    /** Description of the value, after "got". */
    readonly got: string,
    readonly nonFinite = false,
  ) {
    super(got);
  }
}

/**
 * A string as JSON with only ASCII: other characters become \uXXXX, as the platform's emitter writes them.
 */
export function encodeString(value: string): string {
  if (plain.test(value)) return `"${value}"`;
  return JSON.stringify(value).replace(
    beyondASCII,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A number as JSON; keeps the sign of negative zero. Beyond 2^53 it has an exponent: readers interpret plain digits as
 * an integer, which a double only approximates there.
 *
 * @throws {BadValue} for NaN and infinities, which JSON cannot represent
 */
export function encodeNumber(value: number): string {
  if (value - value !== 0) throw new BadValue(String(value), true);
  if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) {
    return value.toExponential();
  }
  return value === 0 && Object.is(value, -0) ? "-0.0" : `${value}`;
}

/** An integer as plain digits: with a decimal point or exponent, readers interpret it as a float. */
export function encodeInteger(value: number): string {
  return Number.isSafeInteger(value) ? `${value}` : String(BigInt(value));
}

/**
 * Any value as JSON with ", " and ": " as separators.
 * @throws {BadValue} for values that JSON cannot represent
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

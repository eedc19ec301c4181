import { createHash } from "node:crypto";
import { Times, type Value } from "../message/Value.js";

/**
 * A short hash of a value, the same for the same content: in any order of keys, for typed arrays and lists. Only seven
 * digits of a number count: the last ones differ from machine to machine.
 */
export function hashOf(value: Value): string {
  const hash = createHash("sha256");
  feed(value, (part) => hash.update(part));
  return hash.digest("base64url").slice(0, 10);
}

function feed(value: Value, add: (part: string | Uint8Array) => void): void {
  if (typeof value === "number") add(numbersBytes([value]));
  else if (value instanceof Times) {
    add(`t${value.nanoseconds.length};`);
    add(new Uint8Array(BigInt64Array.from(value.nanoseconds).buffer));
  } else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const list = value as ArrayLike<Value>;
    add(`[${list.length};`);
    if (isNumbers(list)) add(numbersBytes(list));
    else for (let i = 0; i < list.length; i += 1) feed(list[i], add);
  } else if (typeof value === "object" && value !== null) {
    const record = value as { readonly [key: string]: Value };
    add("{");
    for (const key of Object.keys(record).sort()) {
      if (record[key] === undefined) continue;
      add(`${JSON.stringify(key)}:`);
      feed(record[key], add);
    }
    add("}");
  } else add(`${JSON.stringify(value) ?? "-"},`);
}

function isNumbers(list: ArrayLike<Value>): list is ArrayLike<number> {
  if (ArrayBuffer.isView(list)) return true;
  for (let i = 0; i < list.length; i += 1) if (typeof list[i] !== "number") return false;
  return true;
}

/** A fixed number of bytes for each number: converting them to strings would take longer than everything else. */
function numbersBytes(numbers: ArrayLike<number>): Uint8Array {
  const short = new Float32Array(numbers.length);
  // Adding 0 turns -0 into 0.
  for (let i = 0; i < short.length; i += 1) short[i] = (numbers[i] ?? 0) + 0;
  return new Uint8Array(short.buffer);
}

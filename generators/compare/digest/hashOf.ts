import { createHash } from "node:crypto";
import { Times, type Value } from "../message/Value.js";

/** Digits of a number that count in a hash: the last ones differ from machine to machine. */
const digits = 9;

/** A short hash of a value, the same for the same content: keys in any order, typed arrays and lists alike. */
export function hashOf(value: Value): string {
  const hash = createHash("sha256");
  feed(value, (text) => hash.update(text));
  return hash.digest("base64url").slice(0, 10);
}

function feed(value: Value, add: (text: string) => void): void {
  if (typeof value === "number") add(`${numberText(value)},`);
  else if (value instanceof Times) add(`t${value.nanoseconds.join(",")};`);
  else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const list = value as ArrayLike<Value>;
    add("[");
    for (let i = 0; i < list.length; i += 1) feed(list[i], add);
    add("]");
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

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(digits);
}

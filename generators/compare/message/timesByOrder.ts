import type { Described, Part } from "./describeMessage.js";
import { Times, type Value } from "./Value.js";

/** From this many nanoseconds on, a time is calendar time since 1970, not time since the start of a test. */
const calendarFrom = 100_000_000n * 1_000_000_000n;

const instant = /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?/g;

/**
 * A message with its points in calendar time numbered from the first to the last. Batches and reports contain
 * the creation times of their tests and builds, which differ in every rehearsal of the same code.
 */
export function withTimesByOrder(described: Described): Described {
  const times = new Set<bigint>();
  const see = (text: string) => {
    for (const [found] of text.matchAll(instant)) {
      const at = nanosecondsOf(found);
      if (at !== undefined) times.add(at);
    }
  };
  const parts = [described.message, ...all(described)];
  for (const part of parts) {
    visit(part.fields, see, ({ nanoseconds }) => {
      for (const at of nanoseconds) if (at >= calendarFrom) times.add(at);
    });
  }
  if (times.size === 0) return described;
  const order = new Map([...times].sort((a, b) => (a < b ? -1 : 1)).map((at, i) => [at, i + 1]));
  const word = (at: bigint) => `time ${order.get(at)} of ${order.size}`;
  const change = (part: Part): Part => ({
    ...part,
    fields: replaced(part.fields, word) as Part["fields"],
  });
  const changeAll = (map: ReadonlyMap<string, Part>) =>
    new Map([...map].map(([key, part]) => [key, change(part)]));
  return {
    message: change(described.message),
    metrics: changeAll(described.metrics),
    data: changeAll(described.data),
    events: changeAll(described.events),
  };
}

function all({ metrics, data, events }: Described): Part[] {
  return [...metrics.values(), ...data.values(), ...events.values()];
}

function visit(value: Value, text: (value: string) => void, times: (value: Times) => void): void {
  if (typeof value === "string") text(value);
  else if (value instanceof Times) times(value);
  else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    for (const inner of Object.values(value)) visit(inner as Value, text, times);
  }
}

function replaced(value: Value, word: (at: bigint) => string): Value {
  if (typeof value === "string") {
    return value.replace(instant, (found) => {
      const at = nanosecondsOf(found);
      return at === undefined ? found : word(at);
    });
  }
  if (value instanceof Times) {
    if (value.nanoseconds.every((at) => at < calendarFrom)) return value;
    return value.nanoseconds.map((at) => (at < calendarFrom ? String(at) : word(at)));
  }
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((one: Value) => replaced(one, word));
  const entries = Object.entries(value).map(([key, one]) => [key, replaced(one as Value, word)]);
  return Object.fromEntries(entries) as Value;
}

/** Nanoseconds since 1970; a time without a zone counts as UTC. Undefined if it is not a point in time. */
function nanosecondsOf(text: string): bigint | undefined {
  const [, whole = text, fraction = "", zone = ""] =
    /^(.{19})(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? [];
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2") || (whole.length > 10 ? "Z" : "");
  const at = Date.parse(`${whole.replace(" ", "T")}${whole.length === 16 ? ":00" : ""}${offset}`);
  if (Number.isNaN(at)) return undefined;
  return BigInt(at) * 1_000_000n + BigInt(fraction.padEnd(9, "0") || 0);
}

import { ConfigError } from "@metrics-project/runtime";
import type { FaultKind, PlatformFaults } from "./faults.js";

/** A check of one field: whether a value is right, and the hint for a wrong one. */
type FieldCheck = readonly [isRight: (value: unknown) => boolean, hint: string];

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const isNumber = (value: unknown) => typeof value === "number" && value >= 0 && value < Infinity;
const count: FieldCheck = [isCount, "Use an integer of at least 0."];

const fields: Readonly<Record<string, FieldCheck>> = {
  share: [(value) => isNumber(value) && Number(value) <= 1, "Use a share from 0 to 1."],
  after: count,
  times: count,
  experiences: [
    (value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
    "Use a list of names of experiences.",
  ],
  status: [
    (value) => isCount(value) && Number(value) >= 200 && Number(value) <= 599,
    "Use an HTTP status from 200 to 599.",
  ],
  retryAfter: [isNumber, "Use seconds, 0 or more."],
  at: [(value) => value === "headers" || value === "body", 'Use "headers" or "body".'],
  contentLength: [(value) => typeof value === "boolean", "Use true or false."],
  entries: [(value) => isCount(value) && Number(value) > 0, "Use an integer of at least 1."],
};

const scope = ["share", "after", "times", "experiences"];
const requestScope = [...scope, "on"];

/** The fields of each kind. */
const fieldsOf: Readonly<Record<FaultKind, readonly string[]>> = {
  status: [...requestScope, "status", "retryAfter"],
  reset: requestScope,
  stall: [...requestScope, "at"],
  truncate: [...requestScope, "contentLength"],
  corrupt: scope,
  "expired-link": scope,
  "wrong-checksum": scope,
  "page-limit": [...requestScope, "entries"],
  "no-total": requestScope,
  "repeated-page-token": requestScope,
  "reversed-page": requestScope,
  outage: ["after"],
};

/** Fields that a kind cannot do without. */
const required: Readonly<Partial<Record<FaultKind, string>>> = {
  "page-limit": "entries",
  outage: "after",
};

/**
 * @param operationIDs the operations of the API description
 * @throws ConfigError for the first wrong value, with its place
 */
export function checkFaults(faults: PlatformFaults, operationIDs: ReadonlySet<string>): void {
  const { latency = 0, seed = 1, inject = [] } = faults;
  if (!isNumber(latency)) throw wrong(`latency is ${latency}`, "Use milliseconds, 0 or more.");
  if (!Number.isSafeInteger(seed)) throw wrong(`seed is ${seed}`, "Use an integer.");
  for (const [index, fault] of inject.entries()) {
    const place = `inject[${index}]`;
    const known = Object.hasOwn(fieldsOf, fault.kind) ? fieldsOf[fault.kind] : undefined;
    if (known === undefined) {
      const kinds = Object.keys(fieldsOf).join(", ");
      throw wrong(`${place}.kind is ${JSON.stringify(fault.kind)}`, `Use one of: ${kinds}.`);
    }
    const values = Object.entries(fault).filter(([, value]) => value !== undefined);
    const needed = required[fault.kind];
    if (needed !== undefined && !values.some(([name]) => name === needed)) {
      throw wrong(`${place} has no ${needed}`, fields[needed]?.[1] ?? "");
    }
    for (const [name, value] of values) {
      if (name === "kind") continue;
      if (!known.includes(name)) {
        const hint = `${fault.kind} has the fields ${known.join(", ")}.`;
        throw wrong(`${place}.${name} is unknown`, hint);
      }
      if (name === "on") checkTargets(`${place}.on`, value, operationIDs);
      const [isRight, hint] = fields[name] ?? [];
      if (isRight?.(value) === false) {
        throw wrong(`${place}.${name} is ${JSON.stringify(value)}`, hint ?? "");
      }
    }
  }
}

function checkTargets(place: string, on: unknown, operationIDs: ReadonlySet<string>): void {
  for (const target of [on].flat()) {
    if (target === "api" || target === "downloads" || operationIDs.has(String(target))) continue;
    throw wrong(
      `${place} is ${JSON.stringify(target)}`,
      'Use "api", "downloads", or an operationId of the API description, such as "listJobs".',
    );
  }
}

function wrong(what: string, hint: string): ConfigError {
  return new ConfigError(`Faults: ${what}`, { hint });
}

import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../../client/document.js";
import type { Change, Verdict } from "../Change.js";
import { type Facets, facetsOf, wording } from "./facets.js";
import type { Place } from "./places.js";

/** Facets that affect the wire format or the server's response, although the types stay the same. */
const carriesMeaning =
  /(^|\.)(format|type|style|explode|allowReserved|contentEncoding|contentMediaType|deprecated)$/;

/**
 * The differences of two descriptions at places that both have, beyond the types: formats, limits, defaults,
 * deprecations, and the descriptions themselves.
 */
export function describedChanges(
  before: JsonObject,
  after: JsonObject,
  placeOf: (key: string) => Place,
): Change[] {
  const changes: Change[] = [];
  const now = facetsOf(after);
  // The types already show additions and removals.
  for (const [key, old] of facetsOf(before)) {
    const current = now.get(key);
    if (current === undefined || isDeepStrictEqual(old, current)) continue;
    changes.push(...compareFacets(placeOf(key), old, current));
  }
  return changes;
}

function compareFacets(
  { where, through, name, keys, isSent }: Place,
  old: Facets,
  now: Facets,
): Change[] {
  const changes: Change[] = [];
  for (const facet of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(facet), now.get(facet)];
    if (was === is) continue;
    // The generated types show any other type.
    if (facet.endsWith("type") && (was === undefined || is === undefined)) continue;
    const sides = { ...(was ? { was: plain(was) } : {}), ...(is ? { is: plain(is) } : {}) };
    const at = through === undefined ? { where } : { where, through };
    const common = { of: "api", kind: "changed", ...at, keys, ...sides } as const;
    if (wording.has(facet.split(".").at(-1) ?? "")) {
      const text = `the ${facet} of ${name} changed`;
      changes.push({ ...common, verdict: "compatible", text, isWording: true });
      continue;
    }
    const verdict = verdictOf(facet, is, isSent);
    changes.push({ ...common, verdict, text: textOf(facet, name, was, is) });
  }
  return changes;
}

/** A limit on requests may reject what was accepted before; one on responses binds only the platform. */
function verdictOf(facet: string, is: string | undefined, isSent: boolean): Verdict {
  if (facet === "deprecated") return is === undefined ? "compatible" : "risky";
  if (carriesMeaning.test(facet)) return "risky";
  return isSent && !facet.startsWith("x-") && facet !== "isRequired" ? "risky" : "compatible";
}

function textOf(facet: string, name: string, was?: string, is?: string): string {
  if (facet === "deprecated") return `${name} is ${is ? "now deprecated" : "no longer deprecated"}`;
  if (facet === "isRequired")
    return `${name} is ${is ? "now marked as required" : "no longer marked as required"}`;
  const what = facet === "type" ? `${name} is a different kind of number` : `${facet} of ${name}`;
  if (facet === "type") return what;
  return was === undefined
    ? `${what} is new`
    : is === undefined
      ? `${what} was removed`
      : `${what} changed`;
}

/** Prints a JSON string without quotes. */
function plain(json: string): string {
  const text = /^"(?:[^"\\]|\\.)*"$/.test(json) ? String(JSON.parse(json)) : json;
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
}

import {
  follow,
  isObject,
  type JsonObject,
  objectEntries,
  operationsOf,
} from "../../../client/document.js";
import type { Change } from "../Change.js";
import { sortedJSON } from "./facets.js";

/** The changes in servers and security, which no generated type shows. */
export function documentChanges(before: JsonObject, after: JsonObject): Change[] {
  return [
    ...serverChanges(before, after),
    ...securityChanges(before, after),
    ...schemeChanges(before, after),
  ];
}

function serverChanges(before: JsonObject, after: JsonObject): Change[] {
  const changes: Change[] = [];
  const compare = (where: string, old: JsonObject, now: JsonObject, keys: string[]) => {
    const [was, is] = [addresses(old), addresses(now)];
    if (was === is) return;
    const text = "its servers changed; a metrics build receives the API's address and uses that";
    changes.push({ of: "api", kind: "changed", verdict: "risky", where, text, was, is, keys });
  };
  compare("servers", before, after, []);
  const items = new Map(objectEntries(after.paths));
  for (const [path, item] of objectEntries(before.paths)) {
    const now = items.get(path);
    if (now !== undefined) compare(path, follow(before, item), follow(after, now), []);
  }
  for (const { call, old, now } of commonOperations(before, after)) {
    compare(call, old.operation, now.operation, [call]);
  }
  return changes;
}

function addresses({ servers }: JsonObject): string {
  if (!Array.isArray(servers) || servers.length === 0) return "none";
  return servers
    .map((server) => {
      if (!isObject(server)) return sortedJSON(server);
      const { url, description: _, ...rest } = server;
      return Object.keys(rest).length === 0 ? String(url) : `${String(url)} ${sortedJSON(rest)}`;
    })
    .join(", ");
}

/** A change of security that all operations share is reported once. */
function securityChanges(before: JsonObject, after: JsonObject): Change[] {
  const groups = new Map<string, { was: string; is: string; calls: string[]; breaks: boolean }>();
  for (const { call, old, now } of commonOperations(before, after)) {
    const [was, is] = [ways(before, old.operation), ways(after, now.operation)];
    if (was.text === is.text) continue;
    const id = `${was.text}\0${is.text}`;
    const group = groups.get(id) ?? {
      was: was.text,
      is: is.text,
      calls: [],
      breaks: was.takesToken && !is.takesToken,
    };
    group.calls.push(call);
    groups.set(id, group);
  }
  return [...groups.values()].map(({ was, is, calls, breaks }) => ({
    of: "api",
    kind: "changed",
    verdict: breaks ? "breaking" : "compatible",
    where:
      calls.length === 1 ? `${calls[0]}` : `security of ${calls[0]} and ${calls.length - 1} more`,
    text: breaks
      ? "it no longer accepts a bearer token, the only credential of a metrics build"
      : "its security changed, but it still accepts a bearer token or none",
    was,
    is,
    keys: calls,
  }));
}

interface Ways {
  text: string;
  /** Whether the token of a metrics build is enough. */
  takesToken: boolean;
}

/** The security alternatives of an operation. */
function ways(document: JsonObject, operation: JsonObject): Ways {
  const required = operation.security ?? document.security;
  const schemes = schemesOf(document);
  if (!Array.isArray(required) || required.length === 0)
    return { text: "nothing", takesToken: true };
  const alternatives = required.filter(isObject).map((way) => {
    const names = Object.keys(way);
    const found = names.map((name) => {
      const scheme = schemes.get(name);
      return scheme === undefined ? undefined : follow(document, scheme);
    });
    return {
      text:
        names.map((name, at) => describe(name, found[at], way[name])).join(" and ") || "nothing",
      takesToken: found.every((scheme) => scheme !== undefined && isBearer(scheme)),
    };
  });
  return {
    text: alternatives.map(({ text }) => text).join(", or "),
    takesToken: alternatives.some(({ takesToken }) => takesToken),
  };
}

function describe(name: string, scheme: JsonObject | undefined, scopes: unknown): string {
  const kind = [scheme?.type, scheme?.scheme, scheme?.in, scheme?.name].filter(
    (one) => typeof one === "string",
  );
  const needs = Array.isArray(scopes) && scopes.length > 0 ? ` with ${scopes.join(", ")}` : "";
  return `${name}${kind.length === 0 ? "" : ` (${kind.join(" ")})`}${needs}`;
}

/** The parts of the schemes that no operation refers to: addresses, all available scopes. */
function schemeChanges(before: JsonObject, after: JsonObject): Change[] {
  const now = schemesOf(after);
  return [...schemesOf(before)].flatMap(([name, old]): Change[] => {
    const current = now.get(name);
    if (current === undefined || detailsOf(old) === detailsOf(current)) return [];
    // A change in the kind of a scheme is reported for the operations.
    if (describe(name, old, []) !== describe(name, current, [])) return [];
    return [
      {
        of: "api",
        kind: "changed",
        verdict: "compatible",
        where: `security ${name}`,
        text: "the details of its scheme changed",
        keys: [],
      },
    ];
  });
}

function detailsOf({ description: _, ...rest }: JsonObject): string {
  return sortedJSON(rest);
}

function schemesOf({ components }: JsonObject): Map<string, JsonObject> {
  return new Map(objectEntries(isObject(components) ? components.securitySchemes : undefined));
}

function isBearer({ type, scheme }: JsonObject): boolean {
  return (
    (type === "http" && String(scheme).toLowerCase() === "bearer") ||
    type === "oauth2" ||
    type === "openIdConnect"
  );
}

function commonOperations(before: JsonObject, after: JsonObject) {
  const later = new Map(operationsOf(after).map((one) => [`${one.method} ${one.path}`, one]));
  return operationsOf(before).flatMap((old) => {
    const call = `${old.method} ${old.path}`;
    const now = later.get(call);
    return now === undefined ? [] : [{ call, old, now }];
  });
}

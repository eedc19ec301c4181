import { createHash } from "node:crypto";

/** Characters of a name that a page's file name keeps. */
const keptCharacters = 60;

/** Names that are file names as they are: without capitals, as two names may differ in these alone. */
const plain = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?$/;
/** As if a hash were behind it. */
const hashed = /-[0-9a-f]{8}$/;

/**
 * A file name for the page of each run: safe on every system, no two the same, not even where capitals do not count.
 * The same run has the same name in every folder.
 * @param routes see `routesOf`: `test/lap`, no two the same
 */
export function pageNames(routes: readonly string[]): string[] {
  const taken = new Set<string>();
  return routes.map((route) => {
    // A route is the kind and the encoded name; the kind in front keeps clear of names such as "con" and ".lap".
    const [kind = "", ...rest] = route.split("/");
    const name = decoded(rest.join("/"));
    const isPlain = name.length <= keptCharacters && plain.test(name) && !hashed.test(name);
    const slug = isPlain ? name : `${slugOf(name)}-${hashOf(route)}`;
    let free = `${kind}-${slug}.html`;
    for (let n = 2; taken.has(free); n += 1) free = `${kind}-${slug}-${n}.html`;
    taken.add(free);
    return free;
  });
}

function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, "-")
    .slice(0, keptCharacters);
  return slug.replace(/^[-.]+|[-.]+$/g, "") || "run";
}

function hashOf(route: string): string {
  return createHash("sha256").update(route).digest("hex").slice(0, 8);
}

/** A name that holds a lone "~2" or "%" was encoded, so this always works; what does not stays as it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

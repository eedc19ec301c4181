import { createHash } from "node:crypto";

/** Maximum number of characters of a run's name in the file name of its page. */
const keptCharacters = 60;

/** Names that can be used unchanged. They have no uppercase letters, because file systems may ignore case. */
const plain = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?$/;
/** Names that look as if they ended with a hash. */
const hashed = /-[0-9a-f]{8}$/;

/**
 * A file name for the page of each run. The names are valid on every system and all different, even if case is ignored.
 * A run has the same name in every folder.
 * @param routes all different, see `routesOf`
 */
export function pageNames(routes: readonly string[]): string[] {
  const taken = new Set<string>();
  return routes.map((route) => {
    // A route is the kind and the encoded name. Beginning with the kind avoids names such as "con" and ".lap".
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

/** Routes are encoded names; anything else is used unchanged. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

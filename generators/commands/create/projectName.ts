/** Longest name that npm accepts. */
const longest = 214;

/** Why npm would reject `name`; undefined if it accepts it. */
export function nameProblem(name: string): string | undefined {
  if (name.length === 0) return "it is empty";
  if (name.length > longest) return `it is longer than ${longest} characters`;
  if (name === "node_modules" || name === "favicon.ico") return "npm reserves it";
  const bare = name.replace(/^@[a-z0-9-~][a-z0-9-._~]*\//, "");
  if (/^[._]/.test(bare)) return "it starts with a dot or an underscore";
  if (!/^[a-z0-9-~][a-z0-9-._~]*$/.test(bare)) {
    return "it must contain only lowercase letters, digits, and - . _ ~";
  }
  return undefined;
}

/** The closest name to `name` that npm accepts; `metrics` if nothing is left of it. */
export function suggestName(name: string): string {
  const cleaned = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9-._~]+/g, "-")
    .replace(/^[-._~]+|[-._~]+$/g, "")
    .slice(0, longest);
  return nameProblem(cleaned) === undefined ? cleaned : "metrics";
}

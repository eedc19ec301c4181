import type { World } from "../../cli/command.js";
import { runProgram } from "../../io/runProgram.js";

/**
 * Lists the files of a project that git ignores, with the rule: of a parent folder, or of the user's global list.
 * A clone would lack them. Empty without a repository.
 */
export async function describeIgnored(
  { env, signal }: Pick<World, "env" | "signal">,
  target: string,
  files: readonly string[],
): Promise<string | undefined> {
  const { code, stdout } = await runProgram(
    ["git", "check-ignore", "--no-index", "--verbose", "-z", "--stdin"],
    { cwd: target, env, signal, input: files.join("\0") },
  );
  if (code !== 0) return undefined;
  const fields = stdout.split("\0");
  const byRule = new Map<string, string[]>();
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [source = "", line = "", pattern = "", path = ""] = fields.slice(at, at + 4);
    if (pattern.startsWith("!")) continue;
    const rule = `\`${pattern}\` (${source}:${line})`;
    byRule.set(rule, [...(byRule.get(rule) ?? []), path]);
  }
  if (byRule.size === 0) return undefined;
  const rules = [...byRule].map(([rule, paths]) => `${brief(paths)} by ${rule}`).join("; ");
  const add = [...byRule.values()].map(([first = ""]) => folderOf(first)).join(" ");
  return `git ignores files that the project needs, so a clone would not have them: ${rules}. Add them with \`git add --force ${add}\`, and exclude them from the rule.`;
}

function brief(paths: readonly string[]): string {
  const [first = ""] = paths;
  return paths.length === 1 ? first : `${first} and ${paths.length - 1} more`;
}

/** The path to pass to git: a whole folder of the project, or a file at its root. */
function folderOf(path: string): string {
  return path.split("/")[0] ?? path;
}

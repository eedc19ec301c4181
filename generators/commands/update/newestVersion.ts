import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import { runProgram } from "../../io/runProgram.js";

/**
 * The newest release of create-metrics-project in a project's registry, as npm reports it: npm knows the registry,
 * the proxy and the token.
 * @throws CommandError if npm cannot find it
 */
export async function newestVersion(
  { env, signal }: Pick<World, "env" | "signal">,
  root: string,
): Promise<string> {
  const patience = ["--fetch-retries=0", "--fetch-timeout=15000"];
  const command = [
    "npm",
    "view",
    "create-metrics-project",
    "version",
    "--json",
    ...patience,
  ] as const;
  const { code, stdout, stderr } = await runProgram(command, { cwd: root, env, signal });
  const version = code === 0 ? versionIn(stdout) : undefined;
  if (version !== undefined) return version;
  const [, why] = /npm (?:error|ERR!) (?!code)([^\n]+)/.exec(stderr) ?? [];
  const reason =
    code === 127 ? "npm is not installed" : (why ?? (stderr.trim().split("\n")[0] || "no message"));
  throw new CommandError(`cannot check for a newer create-metrics-project: ${reason}`, {
    hint: "Retry when the registry is reachable, or run `update` with the version that you want.",
  });
}

function versionIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" && /^\d+\.\d+\.\d+/.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

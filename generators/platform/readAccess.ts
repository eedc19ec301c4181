import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { World } from "../cli/command.js";
import { CommandError, usageError } from "../io/CommandError.js";

/** The platform's URL and the token, and the IDs of a config file. */
export interface Access {
  apiURL: string;
  authToken: string;
  batchID: string | undefined;
  projectID: string | undefined;
}

/** The values that options set. */
export interface GivenAccess {
  "api-url": string | undefined;
  config: string | undefined;
}

const usualURL = "https://api.resim.ai/v1";

/**
 * Combines options, a config file (`--config`, METRICS_CONFIG) and the environment
 * (SIGNALFLAG_AUTH_TOKEN, else RESIM_AUTH_TOKEN). Options take precedence over the file, as does the environment's
 * token.
 *
 * @throws CommandError if there is no token, or the config file cannot be read
 */
export async function readAccess(world: World, given: GivenAccess): Promise<Access> {
  const { env } = world;
  // An empty variable counts as unset: shells and compose files set such variables.
  const path = given.config ?? env.METRICS_CONFIG;
  const config = path ? await readConfig(resolve(world.cwd, path)) : {};
  const apiURL = given["api-url"];
  if (apiURL !== undefined && !/^https?:\/\/[^/]/.test(apiURL)) {
    // Not printed: an invalid URL may contain a password anywhere.
    throw usageError("--api-url is not an http or https URL", {
      hint: `It must be the API's base URL with its version, such as ${usualURL}.`,
    });
  }
  const authToken = env.SIGNALFLAG_AUTH_TOKEN || env.RESIM_AUTH_TOKEN || config.authToken;
  if (!authToken) {
    throw new CommandError("no token for the platform", {
      hint: "Set RESIM_AUTH_TOKEN, or pass a config file with an authToken: --config FILE.",
    });
  }
  return {
    apiURL: apiURL ?? config.apiURL ?? usualURL,
    authToken,
    batchID: config.batchID,
    projectID: config.projectID,
  };
}

async function readConfig(path: string): Promise<Partial<Access>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    throw new CommandError(`cannot read the config file ${path}`);
  }
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (typeof parsed !== "object" || parsed === null) throw new Error("not an object");
    const names = ["apiURL", "authToken", "batchID", "projectID"] as const;
    const fields: Record<string, unknown> = { ...parsed };
    return Object.fromEntries(
      names.flatMap((name) => (typeof fields[name] === "string" ? [[name, fields[name]]] : [])),
    );
  } catch {
    throw new CommandError(`the config file ${path} is not a JSON object`);
  }
}

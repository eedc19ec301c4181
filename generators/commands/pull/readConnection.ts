import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError, usageError } from "../../io/CommandError.js";

/** What to pull from, and with which token. */
export interface Connection {
  apiURL: string;
  authToken: string;
  batchID: string;
  projectID: string | undefined;
}

interface Given {
  batch: string | undefined;
  project: string | undefined;
  "api-url": string | undefined;
  config: string | undefined;
}

/**
 * Gathers what was given as options, in a config file (`--config`, METRICS_CONFIG) and in the
 * environment (RESIM_AUTH_TOKEN). Options go before the file, the environment's token before the file's.
 */
export async function readConnection(world: World, given: Given): Promise<Connection> {
  // An empty variable counts as unset, as shells and compose files leave them.
  const path = given.config ?? world.env.METRICS_CONFIG;
  const config = path ? await readConfig(resolve(world.cwd, path)) : {};
  const batchID = given.batch ?? config.batchID;
  if (batchID === undefined) {
    throw usageError("no batch is named", { hint: "Name it with --batch ID." });
  }
  const projectID = given.project ?? config.projectID;
  const { canonicalUUID } = await import("@metrics-project/runtime");
  for (const [option, id] of [
    ["--batch", batchID],
    ["--project", projectID],
  ]) {
    if (id !== undefined && canonicalUUID(id) === undefined) {
      throw usageError(`${option} is not a UUID: ${JSON.stringify(id)}`, {
        hint: "The address of its page on the platform holds it.",
      });
    }
  }
  const apiURL = given["api-url"];
  if (apiURL !== undefined && !/^https?:\/\/[^/]/.test(apiURL)) {
    // Not echoed: what cannot be parsed may hold a password anywhere.
    throw usageError("--api-url is not an http or https URL", {
      hint: "It is the API's base with its version, https://api.resim.ai/v1 for example.",
    });
  }
  const authToken = world.env.RESIM_AUTH_TOKEN || config.authToken;
  if (!authToken) {
    throw new CommandError("there is no token for the platform", {
      hint: "Put it into the environment as RESIM_AUTH_TOKEN, or name a config file that holds an authToken with --config.",
    });
  }
  return {
    apiURL: apiURL ?? config.apiURL ?? "https://api.resim.ai/v1",
    authToken,
    batchID,
    projectID,
  };
}

async function readConfig(path: string): Promise<Partial<Connection>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    throw new CommandError(`the config file ${path} cannot be read`);
  }
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (typeof parsed !== "object" || parsed === null) throw new Error("no object");
    const names = ["apiURL", "authToken", "batchID", "projectID"] as const;
    const fields: Record<string, unknown> = { ...parsed };
    return Object.fromEntries(
      names.flatMap((name) => (typeof fields[name] === "string" ? [[name, fields[name]]] : [])),
    );
  } catch {
    throw new CommandError(`the config file ${path} is not a JSON object`);
  }
}

import type { World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import { type Access, type GivenAccess, readAccess } from "../../platform/readAccess.js";

/** The source of a pull, and the token. */
export type Connection = Access & { batchID: string };

interface Given extends GivenAccess {
  batch: string | undefined;
  project: string | undefined;
}

/** {@link readAccess}, with the batch and the project from the options or the config file. */
export async function readConnection(world: World, given: Given): Promise<Connection> {
  const access = await readAccess(world, given);
  const batchID = given.batch ?? access.batchID;
  if (batchID === undefined) {
    throw usageError("missing batch", { hint: "Set it with --batch ID." });
  }
  const projectID = given.project ?? access.projectID;
  const { canonicalUUID } = await import("@metrics-project/runtime");
  for (const [option, id] of [
    ["--batch", batchID],
    ["--project", projectID],
  ]) {
    if (id !== undefined && canonicalUUID(id) === undefined) {
      throw usageError(`${option} is not a UUID: ${JSON.stringify(id)}`, {
        hint: "Copy it from the address of its page on the platform.",
      });
    }
  }
  return { ...access, batchID, projectID };
}

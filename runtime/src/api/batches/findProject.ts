import { ApiError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { Log } from "../../log.js";
import { type CallOptions, checkedAnswer, failedCall, sendGet } from "../http/callPlatform.js";
import { linkedController } from "../http/linkedController.js";
import { listPages } from "../http/listPages.js";
import { type ClientFor, ownClient } from "../http/needs.js";

type ProjectNeeds = {
  "/projects": { projects: { projectID: string; name: string }[] };
  "/projects/{projectID}/batches/{batchID}": { batchID: string };
};

/** The project of a batch. */
export interface FoundProject {
  projectID: string;
  /** Its name on the platform. */
  name: string;
}

/**
 * Finds the project of a batch, for older configs without it. Looks for the batch in every project
 * that the token can see, concurrently, and stops at the first match.
 * @throws {ApiError} with status 404 if no project has the batch; other failures of a request are only thrown if
 *   no project has it
 */
export async function findProject<Paths extends {} = ownPaths>(
  options: CallOptions & {
    client: ClientFor<Paths, ProjectNeeds>;
    batchID: string;
    /** Logs which project was found. */
    log?: Log | undefined;
  },
): Promise<FoundProject> {
  const { batchID, log, signal } = options;
  const client = ownClient(options.client);
  using stop = linkedController(signal);
  const either = stop.signal;
  const probes: Promise<void>[] = [];
  const failures: unknown[] = [];
  let found: FoundProject | undefined;

  const probe = async (project: FoundProject) => {
    const { projectID } = project;
    const get = {
      client,
      operation: "getBatch",
      path: "/projects/{projectID}/batches/{batchID}" as const,
      params: { path: { projectID, batchID } },
      signal: either,
    };
    try {
      const answer = await sendGet(get, (body, head) => checkedAnswer(get.path, get, body, head));
      if (answer.ok && !found) {
        found = project;
        stop.abort();
      } else if (!answer.ok && answer.status !== 404) failures.push(failedCall(get, answer.status));
    } catch (error) {
      failures.push(error);
    }
  };

  try {
    for await (const page of listPages({ client, path: "/projects", signal: either })) {
      for (const { projectID, name } of page.entries) probes.push(probe({ projectID, name }));
      if (found) break;
    }
  } catch (error) {
    if (!found) {
      stop.abort();
      await Promise.all(probes);
      throw error;
    }
  }
  await Promise.all(probes);
  if (found) {
    log?.info(`Found batch ${batchID} in project ${found.name} (${found.projectID}).`);
    return found;
  }
  if (failures.length > 0) throw failures[0];
  throw new ApiError(
    `No project has the batch ${batchID}; searched ${probes.length} ${probes.length === 1 ? "project" : "projects"}.`,
    {
      operation: "findProject",
      status: 404,
      hint: "Check batchID and apiURL, and that the token may see the batch's project. Or set projectID in the config.",
    },
  );
}

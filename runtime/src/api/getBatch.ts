import type { paths as ownPaths } from "../generated/api/paths.js";
import { answerOf, type CallOptions, extras } from "./callPlatform.js";
import type { ClientFor, GetAnswer } from "./needs.js";
import { asOwn } from "./PlatformClient.js";

const batchPath = "/projects/{projectID}/batches/{batchID}";

type BatchNeeds = { [batchPath]: { batchID: string } };

/**
 * Reads one batch: name, status counts, test suite, build.
 * @throws {ApiError} where the platform refuses, 404 if the project has no such batch
 */
export async function getBatch<Paths extends {} = ownPaths>(
  options: CallOptions & {
    client: ClientFor<Paths, BatchNeeds>;
    projectID: string;
    batchID: string;
  },
): Promise<GetAnswer<Paths, typeof batchPath>> {
  const { client, projectID, batchID, signal } = options;
  const answer = await answerOf(
    client,
    "getBatch",
    `batch ${batchID}, project ${projectID}`,
    asOwn(client).GET(batchPath, {
      ...extras("getBatch", signal),
      params: { path: { projectID, batchID } },
    }),
  );
  return answer as GetAnswer<Paths, typeof batchPath>;
}

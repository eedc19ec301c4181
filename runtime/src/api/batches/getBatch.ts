import type { paths as ownPaths } from "../../generated/api/paths.js";
import { type CallOptions, getObject } from "../http/callPlatform.js";
import { type ClientFor, type GetAnswer, ownClient } from "../http/needs.js";

const batchPath = "/projects/{projectID}/batches/{batchID}";

export type BatchNeeds = { [batchPath]: { batchID: string } };

/**
 * Reads one batch: name, status counts, test suite, build.
 * @throws {ApiError} if the request fails; 404 if the project has no such batch
 */
export async function getBatch<Paths extends {} = ownPaths>(
  options: CallOptions & {
    client: ClientFor<Paths, BatchNeeds>;
    projectID: string;
    batchID: string;
  },
): Promise<GetAnswer<Paths, typeof batchPath>> {
  const { projectID, batchID, signal } = options;
  const batch = await getObject({
    client: ownClient(options.client),
    path: batchPath,
    params: { path: { projectID, batchID } },
    signal,
  });
  return batch as GetAnswer<Paths, typeof batchPath>;
}

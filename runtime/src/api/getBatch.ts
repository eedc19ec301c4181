import type { paths as ownPaths } from "../generated/api/paths.js";
import { type CallOptions, getObject } from "./callPlatform.js";
import type { ClientFor, GetAnswer } from "./needs.js";

const batchPath = "/projects/{projectID}/batches/{batchID}";

export type BatchNeeds = { [batchPath]: { batchID: string } };

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
  return await getObject<GetAnswer<Paths, typeof batchPath>>({
    client,
    operation: "getBatch",
    path: batchPath,
    params: { path: { projectID, batchID } },
    signal,
  });
}

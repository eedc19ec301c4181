import type { PlatformClient } from "@metrics-project/runtime";
import type { World } from "../../cli/command.js";
import { usageError } from "../../io/CommandError.js";
import { findBranchID, findProjectID, findSystemID } from "./findByName.js";
import { checked } from "./lightCalls.js";
import { type PushState, readState, writeState } from "./PushState.js";

/** The options for the batch. */
export interface GivenBatch {
  project?: string | undefined;
  branch?: string | undefined;
  "metrics-set"?: string | undefined;
  name?: string | undefined;
  "system-version"?: string | undefined;
  system?: string | undefined;
  suite?: string | undefined;
  again?: boolean | undefined;
}

/**
 * The batch that an earlier push of the same rehearsal created; otherwise a new one.
 * @throws CommandError if project or branch are not given, or do not exist
 */
export async function openBatch(
  world: World,
  {
    client,
    folder,
    apiURL,
    startedAt,
    given,
  }: {
    client: PlatformClient;
    folder: string;
    apiURL: string;
    startedAt: string;
    given: GivenBatch;
  },
): Promise<{ state: PushState }> {
  const before = await readState(folder);
  const isSame = before?.rehearsal === startedAt && before.apiURL === apiURL;
  if (before !== undefined && isSame && given.again !== true) {
    if (!before.closed) world.stderr.write(`resuming batch ${before.batchID}\n`);
    return { state: before };
  }
  if (given.project === undefined) {
    throw usageError("missing project", { hint: "Set it with --project NAME|ID." });
  }
  if (given.branch === undefined) {
    throw usageError("missing branch", { hint: "Set it with --branch NAME|ID." });
  }
  const { canonicalUUID } = await import("@metrics-project/runtime");
  if (given.suite !== undefined && canonicalUUID(given.suite) === undefined) {
    throw usageError(`--suite is not a UUID: ${JSON.stringify(given.suite)}`);
  }
  const { signal } = world;
  const lookup = { client, signal };
  const projectID = await findProjectID(lookup, given.project);
  const branchID = await findBranchID(lookup, projectID, given.branch);
  const { system, suite, name } = given;
  const version = given["system-version"];
  const metricsSetName = given["metrics-set"];
  const answer = await client.POST("/projects/{projectID}/batches/light", {
    params: { path: { projectID } },
    body: {
      branchID,
      ...(metricsSetName === undefined ? {} : { metricsSetName }),
      ...(name === undefined ? {} : { batchName: name }),
      ...(version === undefined ? {} : { version }),
      ...(system === undefined ? {} : { systemID: await findSystemID(lookup, projectID, system) }),
      ...(suite === undefined ? {} : { testSuiteID: suite }),
    },
    signal,
  });
  const { batchID = "" } = checked("CreateLightBatch", answer) ?? {};
  const state: PushState = {
    version: 1,
    apiURL,
    projectID,
    batchID,
    rehearsal: startedAt,
    closed: false,
    tests: {},
  };
  await writeState(folder, state);
  return { state };
}

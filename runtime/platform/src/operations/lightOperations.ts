import { randomUUID } from "node:crypto";
import type { components } from "@metrics-project/runtime";
import type { Batch, Build, Job, TestSuite } from "../entities.js";
import {
  type Common,
  localUser,
  newBuild,
  newExperience,
  newSystem,
  newTestSuite,
} from "../entityDefaults.js";
import { badRequest, notFound } from "../requestErrors.js";
import {
  batchAt,
  jobAt,
  link,
  type OperationContext,
  type Operations,
  projectAt,
} from "./operation.js";

type LightBatchInput = components["schemas"]["lightBatchInput"];

/** Batches of tests that ran elsewhere: created empty, filled test by test, closed. */
export function lightOperations(
  context: OperationContext,
): Operations<
  "CreateLightBatch" | "createJobForBatch" | "createJobLog" | "closeJob" | "closeBatch"
> {
  const { state } = context;
  const common = (): Common => ({ ...localUser, creationTimestamp: context.now().toISOString() });

  function lightBatchAt(path: { projectID: string; batchID: string }): Batch {
    const batch = batchAt(context, path);
    if (batch.batchType !== "LIGHT") throw badRequest(`${batch.batchID} is not a light batch`);
    return batch;
  }

  function openJobAt(path: { projectID: string; batchID: string; jobID: string }): Job {
    lightBatchAt(path);
    const job = jobAt(context, path);
    if (job.jobStatus !== "EXPERIENCE_RUNNING") throw badRequest(`${job.jobID} is already closed`);
    return job;
  }

  /** The newest build of a branch, system and version; created if there is none. */
  async function buildFor(
    ids: { projectID: string; branchID: string; systemID: string },
    version: string | undefined,
  ): Promise<Build> {
    const known = state.builds
      .all()
      .filter(
        (build) =>
          build.branchID === ids.branchID &&
          build.systemID === ids.systemID &&
          build.version === version,
      );
    const fresh = () => ({ ...newBuild(common(), ids), version: version ?? "n/a" });
    return known.at(-1) ?? (await state.builds.put(fresh()));
  }

  async function suiteFor(
    ids: { projectID: string; systemID: string },
    { testSuiteID, testSuiteRevision }: LightBatchInput,
  ): Promise<TestSuite> {
    if (testSuiteID === undefined) {
      if (testSuiteRevision !== undefined) {
        throw badRequest("testSuiteRevision needs a testSuiteID");
      }
      return await state.testSuites.put({ ...newTestSuite(common(), ids), name: "ad hoc" });
    }
    const suite = state.testSuites
      .all()
      .filter(
        (one) =>
          one.projectID === ids.projectID &&
          one.testSuiteID === testSuiteID &&
          (testSuiteRevision === undefined || one.testSuiteRevision === testSuiteRevision),
      )
      .at(-1);
    if (suite === undefined) throw notFound("test suite", testSuiteID);
    return suite;
  }

  async function systemFor(projectID: string, systemID: string | undefined): Promise<string> {
    const known = state.systems.all().filter((system) => system.projectID === projectID);
    if (systemID === undefined) {
      const placeholder = known.find((system) => system.name === placeholderSystem);
      const fresh = () => ({ ...newSystem(common(), projectID), name: placeholderSystem });
      return (placeholder ?? (await state.systems.put(fresh()))).systemID;
    }
    if (!known.some((system) => system.systemID === systemID)) throw notFound("system", systemID);
    return systemID;
  }

  return {
    CreateLightBatch: async ({ path, body }) => {
      const { projectID } = projectAt(context, path);
      const branch = state.branches.get(body.branchID);
      if (branch?.projectID !== projectID) throw notFound("branch", body.branchID);
      const systemID = await systemFor(projectID, body.systemID);
      const suite = await suiteFor({ projectID, systemID }, body);
      const ids = { projectID, branchID: branch.branchID, systemID };
      const build = await buildFor(ids, body.version);
      const made = common();
      return await state.batches.put({
        ...made,
        ...ids,
        batchID: randomUUID(),
        buildID: build.buildID,
        testSuiteID: suite.testSuiteID,
        testSuiteRevision: suite.testSuiteRevision,
        adhocTestSuite: body.testSuiteID === undefined,
        friendlyName: body.batchName ?? `local-batch-${state.batches.all().length + 1}`,
        metricsSetName: body.metricsSetName ?? null,
        description: "",
        batchType: "LIGHT",
        status: "EXPERIENCES_RUNNING",
        parameters: {},
        lastUpdatedTimestamp: made.creationTimestamp,
        associatedAccount: "",
        runCounter: 1,
      });
    },

    createJobForBatch: async ({ path, body }) => {
      const batch = lightBatchAt(path);
      if (batch.status !== "EXPERIENCES_RUNNING") {
        throw badRequest(`${batch.batchID} is already closed`);
      }
      const { projectID = "" } = batch;
      if ((body.name === undefined) === (body.experienceID === undefined)) {
        throw badRequest("Set either name or experienceID");
      }
      const experience = state.experiences
        .all()
        .find(
          (one) =>
            one.projectID === projectID &&
            (body.name === undefined
              ? one.experienceID === body.experienceID
              : one.name === body.name),
        );
      if (experience === undefined && body.name === undefined) {
        throw notFound("experience", body.experienceID ?? "");
      }
      const { description = "" } = body;
      const { experienceID, name, profile } =
        experience ??
        (await state.experiences.put({
          ...newExperience(common(), projectID, body.name ?? ""),
          description,
        }));
      const { batchID = "", systemID, branchID, buildID } = batch;
      const made = common();
      return await state.jobs.put({
        ...made,
        projectID,
        batchID,
        ...(systemID === undefined ? {} : { systemID }),
        ...(branchID === undefined ? {} : { branchID }),
        ...(buildID === undefined ? {} : { buildID }),
        jobID: randomUUID(),
        description,
        experienceID,
        experienceName: name,
        experienceProfile: profile,
        jobStatus: "EXPERIENCE_RUNNING",
        conflatedStatus: "RUNNING",
        jobMetricsStatus: "NO_STATUS_REPORTED",
        parameters: {},
        outputLocation: "",
        lastUpdatedTimestamp: made.creationTimestamp,
        runCounter: 1,
      });
    },

    createJobLog: async ({ path, body }) => {
      const { jobID = "" } = openJobAt(path);
      if (!/^[0-9a-f]{64}$/i.test(body.checksum)) {
        throw badRequest("checksum must be a SHA-256 in 64 hexadecimal digits");
      }
      if (body.fileName === "" || /^\/|\\|(^|\/)\.{1,2}(\/|$)/.test(body.fileName)) {
        throw badRequest(`fileName must be a name or a relative path, got ${body.fileName}`);
      }
      const { logID } = await state.uploads.put({
        logID: randomUUID(),
        jobID,
        ...body,
        received: false,
        creationTimestamp: context.now().toISOString(),
      });
      return {
        logID,
        uploadURL: link(context, { kind: "uploads", run: jobID, id: logID }),
        requiredHeaders: uploadHeaders,
      };
    },

    closeJob: async ({ path, body }) => {
      const job = openJobAt(path);
      const failed = body.status === "ERROR";
      const { errorMessage = "" } = body;
      await state.jobs.put({
        ...job,
        jobStatus: body.status,
        conflatedStatus: failed ? "ERROR" : "PASSED",
        ...(failed
          ? { executionError: { errorCode: "USER_REPORTED_ERROR", errorText: errorMessage } }
          : {}),
        lastUpdatedTimestamp: context.now().toISOString(),
      });
      return undefined;
    },

    closeBatch: async ({ path }) => {
      const { status, ...batch } = lightBatchAt(path);
      if (status !== "EXPERIENCES_RUNNING") throw badRequest(`${batch.batchID} is already closed`);
      const isOpen = (job: Job) =>
        job.batchID === batch.batchID && job.jobStatus === "EXPERIENCE_RUNNING";
      const open = state.jobs.all().filter(isOpen);
      if (open.length > 0) {
        throw badRequest(`Close its tests first: ${open.map((job) => job.jobID).join(", ")}`);
      }
      // Without an explicit status, it has the status that is derived from its tests.
      await state.batches.put({ ...batch, lastUpdatedTimestamp: context.now().toISOString() });
      return undefined;
    },
  };
}

const placeholderSystem = "light batches";

/** Headers that an upload must have: an object store that tags its objects requires them. */
export const uploadHeaders: Readonly<Record<string, string>> = { "x-amz-tagging": "kind=log" };

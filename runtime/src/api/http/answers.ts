import type { operations, paths } from "../../generated/api/paths.js";
import type { Fields } from "./checkFields.js";
import type { GetAnswer, GetPath } from "./needs.js";

interface AnswerFacts<P extends GetPath<paths>> {
  /** Used in error messages. */
  operation: keyof operations & string;
  /** The fields that readers rely on. */
  fields: Fields<GetAnswer<paths, P>>;
  /** The response field and the request parameter that must agree. */
  id: readonly [keyof GetAnswer<paths, P> & string, string];
}

/** The GET requests for single objects that readers send. */
export const answers = {
  "/projects/{projectID}/batches/{batchID}": {
    operation: "getBatch",
    fields: { batchID: "id", friendlyName: "string?" },
    id: ["batchID", "batchID"],
  },
  "/projects/{projectID}/reports/{reportID}": {
    operation: "getReport",
    fields: {
      reportID: "id",
      testSuiteID: "id",
      testSuiteRevision: "number",
      respectRevisionBoundary: "boolean",
      branchID: "id",
      startTimestamp: "string",
      endTimestamp: "string",
    },
    id: ["reportID", "reportID"],
  },
  "/projects/{projectID}/builds/{buildID}": {
    operation: "getBuild",
    fields: { buildID: "id", creationTimestamp: "string" },
    id: ["buildID", "buildID"],
  },
  "/projects/{projectID}/sweeps/{sweepID}": {
    operation: "getParameterSweep",
    fields: { parameterSweepID: "id", batches: "list?" },
    id: ["parameterSweepID", "sweepID"],
  },
} as const satisfies { [P in GetPath<paths>]?: AnswerFacts<P> };

/** Paths of the single objects that readers request. */
export type AnswerPath = keyof typeof answers;

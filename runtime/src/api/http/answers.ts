import type { operations, paths } from "../../generated/api/paths.js";
import type { Fields } from "./checkFields.js";
import type { GetAnswer, GetPath } from "./needs.js";

interface AnswerFacts<P extends GetPath<paths>> {
  /** Stands in errors. */
  operation: keyof operations & string;
  /** What readers rely on. */
  fields: Fields<GetAnswer<paths, P>>;
  /** The field that says what was read, and the parameter that said what to read: they must agree. */
  id: readonly [keyof GetAnswer<paths, P> & string, string];
}

/** The GETs of one thing that readers ask. */
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

/** Paths of one thing that readers ask for. */
export type AnswerPath = keyof typeof answers;

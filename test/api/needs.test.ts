import {
  type BatchContext,
  fetchJobMetricsByBatch,
  findProject,
  type PlatformClient,
  paginate,
  type paths,
  type ReportContext,
  runMetricsBuild,
  type TestMetrics,
  writeDefaultReport,
} from "@metrics-project/runtime";
import { describe, expectTypeOf, it } from "vitest";
import type { ClientFor, Lacks } from "../../runtime/src/api/http/needs.js";

type Jobs = "/projects/{projectID}/batches/{batchID}/jobs";
type Metrics = "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics";

/** `paths` with another answer of one GET. */
type WithAnswer<P extends keyof paths, Answer, Query = { pageToken?: string }> = Omit<paths, P> & {
  [K in P]: {
    get: {
      parameters: { query?: Query };
      responses: { 200: { content: { "application/json": Answer } } };
    };
  };
};

type Needs = {
  [J in Jobs]: { jobs: { jobID: string }[]; nextPageToken: string };
} & { [M in Metrics]: { metrics: { metricURL: string }[] } };

describe("the requirements of helpers for an API description", () => {
  it("is all in ours", () => {
    expectTypeOf<Lacks<paths, Needs>>().toEqualTypeOf<never>();
    const compiles = (client: PlatformClient) => [
      fetchJobMetricsByBatch({ client, batchID: "b" }),
      findProject({ client, batchID: "b" }),
    ];
    expectTypeOf(compiles).returns.toBeArray();
  });

  it("is named if an operation is missing", () => {
    expectTypeOf<
      Lacks<Omit<paths, Metrics>, Needs>
    >().toEqualTypeOf<`GET ${Metrics}: no such operation`>();
  });

  it("is named if a field is missing, or has another type", () => {
    type Gone = WithAnswer<Jobs, { jobs?: { id?: string }[]; nextPageToken?: string }>;
    expectTypeOf<
      Lacks<Gone, Needs>
    >().toEqualTypeOf<`GET ${Jobs}: no field jobID in the response`>();
    type Other = WithAnswer<Jobs, { jobs?: { jobID?: number }[]; nextPageToken?: string }>;
    expectTypeOf<
      Lacks<Other, Needs>
    >().toEqualTypeOf<`GET ${Jobs}: the field jobID has another type`>();
    type NoList = WithAnswer<Jobs, { jobs?: string; nextPageToken?: string }>;
    expectTypeOf<
      Lacks<NoList, Needs>
    >().toEqualTypeOf<`GET ${Jobs}: the field jobs is not a list`>();
  });

  it("is named if a query parameter is now required", () => {
    type Strict = {
      [K in Jobs]: {
        get: {
          parameters: { query: { orderBy: string; pageToken?: string } };
          responses: paths[Jobs]["get"]["responses"];
        };
      };
    };
    type Changed = Omit<paths, Jobs> & Strict;
    expectTypeOf<
      Lacks<Changed, Needs>
    >().toEqualTypeOf<`GET ${Jobs}: the query parameter orderBy is now required`>();
  });

  it("is met by a description that has more, or allows null", () => {
    type More = WithAnswer<
      Jobs,
      { jobs?: { jobID: string | null; priority: number }[]; nextPageToken: string; total: number }
    >;
    expectTypeOf<Lacks<More, Needs>>().toEqualTypeOf<never>();
    expectTypeOf<TestMetrics<More>["job"]["priority"]>().toEqualTypeOf<number>();
  });

  it("is reported at the call, in words", () => {
    type Client = ClientFor<Omit<paths, Metrics>, Needs>;
    expectTypeOf<
      Client["this API description lacks what the helper needs"]
    >().toEqualTypeOf<`GET ${Metrics}: no such operation`>();
    const refused = (client: PlatformClient<Omit<paths, Metrics>>) =>
      // @ts-expect-error The description lacks listMetricsForJob.
      fetchJobMetricsByBatch({ client, batchID: "b" });
    const taken = (client: PlatformClient<Omit<paths, Metrics>>) =>
      findProject({ client, batchID: "b" });
    expectTypeOf(taken).parameters.toEqualTypeOf<Parameters<typeof refused>>();
  });

  it("is checked by a build if its mode reads a missing field", () => {
    type Fewer = Omit<paths, Metrics>;
    const batch = (_: BatchContext<Fewer>) => {};
    const report = (context: ReportContext<Fewer>) => context.log.info("read");
    const refused = () =>
      // @ts-expect-error The description lacks listMetricsForJob, which batch mode reads.
      runMetricsBuild({ batch });
    const taken = () => runMetricsBuild({ report });
    expectTypeOf(taken).returns.toEqualTypeOf<ReturnType<typeof refused>>();
  });

  it("keeps the types of a project's own description", () => {
    type Answer = { systems: { systemID: string; color: string }[]; nextPageToken: string };
    type Colored = WithAnswer<"/projects/{projectID}/systems", Answer>;
    const batch = async ({ client, tests }: BatchContext<Colored>) => {
      for await (const { job } of tests)
        expectTypeOf(job.jobID).toEqualTypeOf<string | undefined>();
      const systems = paginate({
        client,
        path: "/projects/{projectID}/systems",
        entries: "systems",
      });
      for await (const { color } of systems) expectTypeOf(color).toBeString();
    };
    const report = (context: ReportContext<Colored>) => writeDefaultReport(context);
    const build = () => runMetricsBuild({ batch, report });
    expectTypeOf(build).parameters.toEqualTypeOf<[]>();
  });
});

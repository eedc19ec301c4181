import type { operations } from "@metrics-project/runtime";
import type { Batch, Job, Project, Report } from "../entities.js";
import type { FaultInjector } from "../faultInjector.js";
import type { Links, LinkTarget } from "../links.js";
import type { PlatformState } from "../platformState.js";
import { notFound } from "../requestErrors.js";

type Given<P> = [NonNullable<P>] extends [never] ? Record<never, never> : NonNullable<P>;

type Body<O> = O extends { requestBody: { content: { "application/json": infer B } } }
  ? B
  : undefined;

type Answer<R> = R extends { 200: { content: { "application/json": infer A } } }
  ? A
  : R extends { 201: { content: { "application/json": infer A } } }
    ? A
    : undefined;

/** A request. Its parameters match the description. */
interface OperationRequest<ID extends keyof operations> {
  path: Given<operations[ID]["parameters"]["path"]>;
  query: Given<operations[ID]["parameters"]["query"]>;
  body: Body<operations[ID]>;
}

/** Answers one operation of the description. Throws a RequestError for anything but success. */
type Operation<ID extends keyof operations> = (
  request: OperationRequest<ID>,
) => Answer<operations[ID]["responses"]> | Promise<Answer<operations[ID]["responses"]>>;

/** Some or all of the description's operations, by operation ID. */
export type Operations<ID extends keyof operations = keyof operations> = {
  [K in ID]: Operation<K>;
};

/** The context of all operations. */
export interface OperationContext {
  state: PlatformState;
  links: Links;
  faults: FaultInjector;
  now(): Date;
}

/** @throws RequestError 404 */
export function projectAt({ state }: OperationContext, path: { projectID: string }): Project {
  const project = state.projects.get(path.projectID);
  if (project === undefined) throw notFound("project", path.projectID);
  return project;
}

/** @throws RequestError 404, also for a batch of another project */
export function batchAt(
  context: OperationContext,
  path: { projectID: string; batchID: string },
): Batch {
  const project = projectAt(context, path);
  const batch = context.state.batches.get(path.batchID);
  if (batch?.projectID !== project.projectID) throw notFound("batch", path.batchID);
  return batch;
}

/** @throws RequestError 404, also for a job of another batch */
export function jobAt(
  context: OperationContext,
  path: { projectID: string; batchID: string; jobID: string },
): Job {
  const batch = batchAt(context, path);
  const job = context.state.jobs.get(path.jobID);
  if (job === undefined || job.batchID !== batch.batchID) throw notFound("job", path.jobID);
  return job;
}

/** @throws RequestError 404, also for a report of another project */
export function reportAt(
  context: OperationContext,
  path: { projectID: string; reportID: string },
): Report {
  const project = projectAt(context, path);
  const report = context.state.reports.get(path.reportID);
  if (report?.projectID !== project.projectID) throw notFound("report", path.reportID);
  return report;
}

/** A presigned link, which an injected fault may have expired. */
export function link({ links, faults }: OperationContext, target: LinkTarget): string {
  return links.create(target, { expired: faults.nextLinkExpired(target) });
}

/** Whether any of the strings contains the wanted one; true if none is wanted. */
export function holdsText(
  wanted: string | undefined,
  ...texts: readonly (string | null | undefined)[]
): boolean {
  if (wanted === undefined || wanted === "") return true;
  return texts.some((text) => text?.toLowerCase().includes(wanted.toLowerCase()) ?? false);
}

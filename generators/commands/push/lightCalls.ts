import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type components, type PlatformClient, paginate } from "@metrics-project/runtime";

type Schemas = components["schemas"];

/** Maximum number of attempts of a request. */
const tries = 3;
const transient = new Set([408, 425, 429, 500, 502, 503, 504]);

/** The calls for one batch. They retry temporary failures, and never create a test twice. */
export class LightCalls {
  readonly #client: PlatformClient;
  readonly #signal: AbortSignal;
  readonly #path: { projectID: string; batchID: string };

  constructor(
    client: PlatformClient,
    path: { projectID: string; batchID: string },
    signal: AbortSignal,
  ) {
    this.#client = client;
    this.#path = path;
    this.#signal = signal;
  }

  /** The existing tests of the batch, by name. */
  async listJobs(): Promise<Map<string, { jobID: string; isOpen: boolean }>> {
    const found = new Map<string, { jobID: string; isOpen: boolean }>();
    for await (const { experienceName, jobID, jobStatus } of paginate({
      client: this.#client,
      path: "/projects/{projectID}/batches/{batchID}/jobs",
      entries: "jobs",
      params: { path: this.#path },
      signal: this.#signal,
    })) {
      if (experienceName === undefined || jobID === undefined) continue;
      found.set(experienceName, { jobID, isOpen: jobStatus === "EXPERIENCE_RUNNING" });
    }
    return found;
  }

  /**
   * Adds a test. Retries only if the request cannot have arrived; if it may have, looks at the batch's tests
   * first.
   */
  async createJob(name: string): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.#client.POST("/projects/{projectID}/batches/{batchID}/jobs", {
          params: { path: this.#path },
          body: { name },
          signal: this.#signal,
        });
        const { jobID } = checked("createJobForBatch", answer) ?? {};
        if (jobID === undefined) throw refused("createJobForBatch", answer.response.status);
        return jobID;
      } catch (error) {
        if (this.#signal.aborted || !(error instanceof ApiError)) throw error;
        const unanswered = error.status === undefined || error.status >= 500;
        const there = unanswered && !didNotArrive(error) ? await this.listJobs() : undefined;
        const job = there?.get(name);
        if (job?.isOpen) return job.jobID;
        const mayRepeat = didNotArrive(error) || error.status === 503;
        if (!mayRepeat || attempt >= tries) throw error;
      }
      await this.#pause(attempt);
    }
  }

  createLog(
    jobID: string,
    body: Schemas["createJobLogInput"],
  ): Promise<Schemas["createJobLogOutput"]> {
    return this.#repeated(async () => {
      const answer = await this.#client.POST(
        "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/logs",
        { params: { path: { ...this.#path, jobID } }, body, signal: this.#signal },
      );
      const log = checked("createJobLog", answer);
      if (log === undefined) throw refused("createJobLog", answer.response.status);
      return log;
    });
  }

  /** Closes a test. It counts as success if an earlier attempt, with a lost response, has already closed it. */
  closeJob(jobID: string, body: Schemas["closeJobInput"]): Promise<void> {
    return this.#repeated(async () => {
      const answer = await this.#client.POST(
        "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/close",
        { params: { path: { ...this.#path, jobID } }, body, signal: this.#signal },
      );
      if (answer.response.status === 400 && !(await this.#isOpen(jobID))) return;
      checked("closeJob", answer);
    });
  }

  async #isOpen(jobID: string): Promise<boolean> {
    const path = "/projects/{projectID}/batches/{batchID}/jobs/{jobID}";
    const params = { path: { ...this.#path, jobID } };
    const job = checked("getJob", await this.#client.GET(path, { params, signal: this.#signal }));
    return job?.jobStatus === "EXPERIENCE_RUNNING";
  }

  async #isBatchOpen(): Promise<boolean> {
    const path = "/projects/{projectID}/batches/{batchID}";
    const params = { path: this.#path };
    const batch = checked(
      "getBatch",
      await this.#client.GET(path, { params, signal: this.#signal }),
    );
    return batch?.status === "SUBMITTED" || batch?.status === "EXPERIENCES_RUNNING";
  }

  /** The same for the batch. */
  closeBatch(): Promise<void> {
    return this.#repeated(async () => {
      const answer = await this.#client.POST("/projects/{projectID}/batches/{batchID}/close", {
        params: { path: this.#path },
        signal: this.#signal,
      });
      if (answer.response.status === 400 && !(await this.#isBatchOpen())) return;
      checked("closeBatch", answer);
    });
  }

  async #repeated<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (this.#signal.aborted || !(error instanceof ApiError)) throw error;
        if (!isTransient(error) || attempt >= tries) throw error;
      }
      await this.#pause(attempt);
    }
  }

  async #pause(attempt: number): Promise<void> {
    await sleep(250 * 2 ** attempt * (0.5 + Math.random() / 2), undefined, {
      signal: this.#signal,
    });
  }
}

/** Whether the same request may succeed later. */
export function isTransient({ status }: ApiError): boolean {
  return status === undefined || transient.has(status);
}

interface Answer<T> {
  data?: T;
  response: Response;
}

/** @throws ApiError if the response is not a success */
export function checked<T>(operation: string, { data, response }: Answer<T>): T | undefined {
  if (response.ok) return data;
  throw refused(operation, response.status);
}

function refused(operation: string, status: number): ApiError {
  return new ApiError(`${operation} returned status ${status}${meaning(status)}`, {
    operation,
    status,
    hint: hintFor(status),
  });
}

function meaning(status: number): string {
  const words: Record<number, string> = {
    401: " (token not accepted)",
    402: " (the organization's quota is used up)",
    403: " (not allowed)",
    404: " (not found)",
  };
  return words[status] ?? "";
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return "Get a new token with write access to batches.";
  if (status === 402) return "Ask the administrator of your organization on the platform.";
  if (status === 404) return "Check --project, --branch and --api-url.";
  return "Run the same command again to resume.";
}

/** Whether no connection was established. */
function didNotArrive(error: Error): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause ? String(cause.code) : "";
    if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code)) {
      return true;
    }
  }
  return false;
}

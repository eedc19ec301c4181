import { appendFile, readFile } from "node:fs/promises";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";

/** Timeout of a request in milliseconds. */
const timeout = 30_000;
/** Maximum pages of 100 comments to search for ours. */
const mostPages = 50;

/** The API for comments of one pull request. */
interface Discussion {
  readonly what: string;
  /** Lists comments. */
  readonly list: string;
  readonly create: string;
  update(id: number | string): { readonly method: "PATCH" | "PUT"; readonly url: string };
  readonly headers: Readonly<Record<string, string>>;
}

interface Comment {
  readonly id: number | string;
  readonly body?: string | null;
}

/**
 * Writes a text into the CI job's summary, and as a comment on the pull or merge request in the CI's environment.
 * Replaces the comment that starts with `mark`, or adds one. If comments are not permitted, as in a pull request
 * from a fork, it does not fail: the summary contains the text.
 */
export async function postComment(world: World, text: string, mark: string): Promise<void> {
  const { env, stderr } = world;
  if (env.GITHUB_STEP_SUMMARY) {
    await appendFile(env.GITHUB_STEP_SUMMARY, `${text}\n`).catch((error: Error) => {
      stderr.write(`warning: cannot write the job summary: ${error.message}\n`);
    });
  }
  const discussion = (await onGitHub(env)) ?? onGitLab(env);
  if (typeof discussion === "string") {
    stderr.write(`no comment: ${discussion}\n`);
    return;
  }
  try {
    const known = await findComment(world, discussion, mark);
    const body = JSON.stringify({ body: text });
    if (known === undefined) await ask(world, discussion, "POST", discussion.create, body);
    else {
      const { method, url } = discussion.update(known.id);
      await ask(world, discussion, method, url, body);
    }
    stderr.write(
      `${known === undefined ? "commented on" : "updated the comment on"} ${discussion.what}\n`,
    );
  } catch (error) {
    world.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`warning: no comment on ${discussion.what}: ${reason}\n`);
  }
}

/** Undefined outside of GitHub's CI; a reason if there is nothing to comment on. */
async function onGitHub(env: World["env"]): Promise<Discussion | string | undefined> {
  const { GITHUB_ACTIONS, GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_EVENT_PATH } = env;
  if (GITHUB_ACTIONS === undefined) return undefined;
  const number = await numberIn(GITHUB_EVENT_PATH);
  if (typeof number !== "number") return "this run does not belong to a pull request";
  const token = env.GITHUB_TOKEN ?? env.GH_TOKEN;
  if (!token) return "GITHUB_TOKEN is not set";
  const issues = `${GITHUB_API_URL ?? "https://api.github.com"}/repos/${GITHUB_REPOSITORY}/issues`;
  return {
    what: `pull request ${number}`,
    list: `${issues}/${number}/comments`,
    create: `${issues}/${number}/comments`,
    update: (id) => ({ method: "PATCH", url: `${issues}/comments/${id}` }),
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
    },
  };
}

/** The number of the event's pull request. */
async function numberIn(eventPath: string | undefined): Promise<unknown> {
  if (eventPath === undefined) return undefined;
  try {
    const event: unknown = JSON.parse(await readFile(eventPath, "utf8"));
    const { pull_request: request } = Object(event) as { pull_request?: { number?: unknown } };
    return request?.number;
  } catch {
    // An unreadable event counts as no pull request.
    return undefined;
  }
}

/** A branch's pipeline lists its open merge requests: the comment goes to the first. */
function onGitLab(env: World["env"]): Discussion | string {
  const { CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, CI_OPEN_MERGE_REQUESTS } = env;
  if (CI_API_V4_URL === undefined) return "unknown CI: must be GitHub Actions or GitLab CI";
  const number = CI_MERGE_REQUEST_IID ?? /!(\d+)/.exec(CI_OPEN_MERGE_REQUESTS ?? "")?.[1];
  if (number === undefined) return "this pipeline does not belong to a merge request";
  const token = env.COMMENT_TOKEN;
  if (!token)
    return "COMMENT_TOKEN is not set: it must be a project access token with the scope api";
  const notes = `${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/merge_requests/${number}/notes`;
  return {
    what: `merge request ${number}`,
    list: notes,
    create: notes,
    update: (id) => ({ method: "PUT", url: `${notes}/${id}` }),
    headers: { "private-token": token },
  };
}

async function findComment(
  world: World,
  discussion: Discussion,
  mark: string,
): Promise<Comment | undefined> {
  for (let page = 1; page <= mostPages; page += 1) {
    const url = `${discussion.list}?per_page=100&page=${page}`;
    const comments = (await ask(world, discussion, "GET", url)) as readonly Comment[];
    const found = comments.find(({ body }) => body?.startsWith(mark));
    if (found !== undefined || comments.length < 100) return found;
  }
  return undefined;
}

async function ask(
  { signal, env }: World,
  { headers }: Discussion,
  method: "GET" | "POST" | "PATCH" | "PUT",
  url: string,
  body?: string,
): Promise<unknown> {
  // Loaded here: few runs of this command send requests.
  const { EnvHttpProxyAgent, fetch } = (await import("undici")).default;
  const { HTTP_PROXY, http_proxy, HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy } = env;
  const httpProxy = http_proxy ?? HTTP_PROXY;
  const httpsProxy = https_proxy ?? HTTPS_PROXY;
  const noProxy = no_proxy ?? NO_PROXY;
  const dispatcher = new EnvHttpProxyAgent({
    proxyTunnel: false,
    ...(httpProxy !== undefined && { httpProxy }),
    ...(httpsProxy !== undefined && { httpsProxy }),
    ...(noProxy !== undefined && { noProxy }),
  });
  try {
    const response = await fetch(url, {
      method,
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body }),
    });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    throw new CommandError(refusal(response.status));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    // undici's message contains only the address; the cause has the reason.
    const { cause } = error as { cause?: unknown };
    throw new CommandError(cause instanceof Error ? cause.message : "the request failed", {
      cause: error,
    });
  } finally {
    await dispatcher.destroy();
  }
}

function refusal(status: number): string {
  const isForbidden = status === 401 || status === 403 || status === 404;
  return isForbidden
    ? `the token has no write access there (status ${status}), as in pull requests from forks`
    : `the server returned status ${status}`;
}

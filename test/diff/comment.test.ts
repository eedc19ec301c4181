import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/diff/command.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";
import { type Run, writeRehearsal } from "./rehearsed.js";

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly body: string;
}

/** A server of comments that holds these; `status` is what it answers a write with. */
async function server(comments: readonly object[], status = 200) {
  const requests: Request[] = [];
  const http: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const { method, url, headers } = request;
      const token = headers.authorization ?? headers["private-token"]?.toString();
      requests.push({ method, url, token, body });
      const page = Number(new URL(url ?? "", "http://x").searchParams.get("page") ?? 1);
      const answer = method === "GET" ? comments.slice((page - 1) * 100, page * 100) : {};
      response.writeHead(method === "GET" ? 200 : status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    http.close();
  });
  return { requests, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

let dir: string;
beforeEach(async () => {
  dir = await temporaryFolder();
  const at = (value: number): Record<string, Run> => ({
    lap: (writer) => {
      writer.addScalarMetric("Distance", { value, unit: "m" });
    },
  });
  writeRehearsal(join(dir, "base"), at(1));
  writeRehearsal(join(dir, "head"), at(2));
});

async function comment(env: Record<string, string>) {
  const world = fakeWorld({ cwd: dir, env });
  const argv = ["base", "head", "--comment", "--fail-on", "status"];
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

async function gitHub(url: string): Promise<Record<string, string>> {
  const event = join(dir, "event.json");
  await writeFile(event, '{ "pull_request": { "number": 7 } }');
  return {
    GITHUB_ACTIONS: "true",
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: "team/robot",
    GITHUB_EVENT_PATH: event,
    GITHUB_STEP_SUMMARY: join(dir, "summary.md"),
    GITHUB_TOKEN: "ghs_secret",
  };
}

const mark = "<!-- metrics-project diff mine -->";

describe("diff --comment", () => {
  it("adds a comment if there is none yet", async () => {
    const { requests, url } = await server([{ id: 1, body: "looks good" }]);
    const { code, err } = await comment(await gitHub(url));
    expect(code).toBe(0);
    expect(err).toBe("commented on pull request 7\n");
    expect(requests.at(-1)).toMatchObject({
      method: "POST",
      url: "/repos/team/robot/issues/7/comments",
      token: "Bearer ghs_secret",
      body: expect.stringContaining("Distance"),
    });
  });

  it("replaces its own comment, even on the second page of comments", async () => {
    const others = Array.from({ length: 150 }, (_, id) => ({ id, body: "…" }));
    const { requests, url } = await server([...others, { id: 999, body: `${mark}\n### old` }]);
    await comment(await gitHub(url));
    expect(requests.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
      "GET /repos/team/robot/issues/7/comments?per_page=100&page=1",
      "GET /repos/team/robot/issues/7/comments?per_page=100&page=2",
      "PATCH /repos/team/robot/issues/comments/999",
    ]);
    expect(JSON.parse(requests.at(-1)?.body ?? "")).toMatchObject({
      body: expect.stringMatching(new RegExp(`^${mark}\n### Metrics of mine: 1 changed`)),
    });
  });

  it.each([
    [403, "the token has no write access there (status 403)"],
    [500, "the server returned status 500"],
  ])("writes the table to the job's summary if the server returns %d", async (status, message) => {
    const { url } = await server([], status);
    const { code, err } = await comment(await gitHub(url));
    expect(code).toBe(0);
    expect(err).toContain(message);
    expect(err).not.toContain("ghs_secret");
    expect(await readFile(join(dir, "summary.md"), "utf8")).toContain(
      "| lap | Distance | 1 m | 2 m |",
    );
  });

  it("warns if there is no server", async () => {
    const { code, err } = await comment(await gitHub("http://127.0.0.1:49"));
    expect(code).toBe(0);
    expect(err).toMatch(/^warning: no comment on pull request 7: .*(ECONNREFUSED|bad port)/);
  });

  it("updates the note of a merge request", async () => {
    const { requests, url } = await server([{ id: 5, body: `${mark} old` }]);
    const { err } = await comment({
      CI_API_V4_URL: url,
      CI_PROJECT_ID: "12",
      CI_OPEN_MERGE_REQUESTS: "team/robot!3,team/robot!4",
      COMMENT_TOKEN: "glpat_secret",
    });
    expect(err).toBe("updated the comment on merge request 3\n");
    expect(requests.at(-1)).toMatchObject({
      method: "PUT",
      url: "/projects/12/merge_requests/3/notes/5",
      token: "glpat_secret",
    });
  });

  it.each([
    [{}, "unknown CI: must be GitHub Actions or GitLab CI"],
    [{ GITHUB_ACTIONS: "true" }, "this run does not belong to a pull request"],
    [
      { GITHUB_ACTIONS: "true", GITHUB_EVENT_PATH: "/nowhere" },
      "this run does not belong to a pull request",
    ],
    [
      { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: "/nowhere/summary.md" },
      "warning: cannot write the job summary",
    ],
    [{ CI_API_V4_URL: "http://x" }, "this pipeline does not belong to a merge request"],
    [{ CI_API_V4_URL: "http://x", CI_MERGE_REQUEST_IID: "3" }, "COMMENT_TOKEN is not set"],
  ])("with %j says why there is no comment", async (env, message) => {
    const { code, err } = await comment(env as Record<string, string>);
    expect(code).toBe(0);
    expect(err).toContain(message);
  });
});

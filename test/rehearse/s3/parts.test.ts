import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { RehearsalSummary } from "../../../generators/commands/rehearse/RunResult.js";
import { MirroredPrefix } from "../../../generators/commands/rehearse/s3/MirroredPrefix.js";
import type { ShardSummary } from "../../../generators/commands/rehearse/shards/runShard.js";
import { fakeWorld } from "../../cli/fakeWorld.js";
import { scalarMessage } from "../../platform/messages.js";
import { fakeProject, rehearseIn } from "../fakeProject.js";
import { bucket, ownTemporaryFolder, startS3 } from "./startS3.js";

const s3 = await startS3();

/** A project, and four tests below a prefix. */
async function projectAndTests(prefix: string) {
  const temporary = await ownTemporaryFolder();
  for (let lap = 1; lap <= 4; lap++) {
    const message = scalarMessage("Distance", lap, "m");
    await s3.put(`${prefix}/lap-${lap}/logs/message.binproto`, message);
  }
  const project = await fakeProject();
  const urls = { tests: `s3://${bucket}/${prefix}`, parts: `s3://${bucket}/${prefix}-parts` };
  const shard = (index: number) =>
    project.rehearse("--tests", urls.tests, "--shard", `${index}/2`, "--out", urls.parts);
  return { project, temporary, shard, urls };
}

it("merges the uploads of shards into the results of one rehearsal", async () => {
  const { project, temporary, shard, urls } = await projectAndTests("merged");
  const whole = await project.rehearse("--tests", urls.tests, "--out", "whole");
  const shards = [await shard(1), await shard(2)];
  expect(shards.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ""],
    [0, ""],
  ]);
  expect(shards[0]?.stdout).toContain(`below ${urls.parts}\n`);
  const merged = await project.rehearse("--merge", `${urls.parts}/`, "--out", "all");
  expect([merged.code, merged.stderr]).toEqual([whole.code, ""]);
  const results = async (out: string) => {
    const text = await readFile(join(project.dir, out, "rehearsal.json"), "utf8");
    const { outcome, runs } = JSON.parse(text) as RehearsalSummary;
    return { outcome, runs: runs.map(({ seconds: _, ...run }) => run) };
  };
  expect(await results("all")).toEqual(await results("whole"));
  expect(await temporary.left()).toEqual([]);
});

/** The tests whose results were uploaded since the test began. */
function uploadedTests(): string[] {
  return s3.requests.flatMap((line) => /^PUT .*\/tests\/(.*)\/result\.json/.exec(line)?.[1] ?? []);
}

it("runs only the tests that a killed shard had not uploaded completely", async () => {
  const { temporary, shard } = await projectAndTests("resumed");
  await shard(1);
  const [first = "", second = ""] = uploadedTests();
  await s3.remove(`resumed-parts/shard-001-of-002/tests/${first}/result.json`);
  s3.requests.length = 0;
  const again = await shard(1);
  expect(again.stdout).toContain("1 of 2 already done\n");
  expect(again.code).toBe(0);
  expect(uploadedTests()).toEqual([first]);
  expect(s3.requests.filter((line) => line.includes(`/resumed/${second}/`))).toEqual([]);
  expect(await temporary.left()).toEqual([]);
});

it("uploads a test's result after all that it lists, so that a part can be read at any moment", async () => {
  const { shard } = await projectAndTests("ordered");
  await shard(1);
  const uploads = s3.requests.filter((line) => line.startsWith("PUT "));
  expect(uploads[0]).toMatch(/shard-001-of-002\/shard\.json/);
  const lap = expect.stringMatching(/^lap-[1-4]$/);
  expect(uploadedTests()).toEqual([lap, lap]);
  for (const name of uploadedTests()) {
    const ofTest = uploads.filter((line) => line.includes(`/tests/${name}/`));
    expect(ofTest.map((line) => /\/([^/]*)\?/.exec(line)?.[1]).toSorted()).toEqual([
      "log.txt",
      "metrics.binproto",
      "result.json",
    ]);
    expect(ofTest.at(-1)).toContain("/result.json");
  }
});

it("uploads a file that exceeds memory unchanged", async () => {
  await ownTemporaryFolder();
  const url = `s3://${bucket}/large`;
  const content = randomBytes(17_000_000);
  {
    await using mirror = await MirroredPrefix.open(fakeWorld({ env: process.env }), url);
    await writeFile(join(mirror.path, "video.mp4"), content);
    await mirror.upload("video.mp4", "result.json");
  }
  await using copy = await MirroredPrefix.open(fakeWorld({ env: process.env }), url);
  await copy.download();
  expect(content.equals(await readFile(join(copy.path, "video.mp4")))).toBe(true);
});

it("stops if a result cannot be uploaded, names it, and keeps the uploaded ones", async () => {
  const { project, temporary, shard, urls } = await projectAndTests("refused");
  s3.fault = ({ method, path }) =>
    method === "PUT" && path.includes("/outputs/")
      ? { status: 403, code: "AccessDenied" }
      : undefined;
  const refused = await shard(1);
  expect(refused.stderr).toMatch(
    /error: s3:\/\/archive\/refused-parts\/shard-001-of-002\/tests\/lap-\d\/outputs\/metrics\.binproto: access denied \(AccessDenied\)/,
  );
  expect(refused.code).toBe(1);
  s3.fault = () => undefined;
  await shard(2);
  const merged = await project.rehearse("--merge", urls.parts);
  expect(merged.stderr).toContain(`${urls.parts}/shard-001-of-002 lacks 2 of 2 tests`);
  expect(merged.code).toBe(1);
  expect(await temporary.left()).toEqual([]);
});

it("keeps no download of parts when it is cancelled", async () => {
  const { project, temporary, shard, urls } = await projectAndTests("stopped");
  await shard(1);
  const cancelling = new AbortController();
  s3.fault = ({ method, path }) => {
    if (method !== "GET" || !path.includes("/outputs/")) return undefined;
    cancelling.abort();
    return "silence";
  };
  const { code } = await rehearseIn(project.dir, ["--merge", urls.parts], cancelling.signal);
  expect(code).toBe(130);
  expect(await temporary.left()).toEqual([]);
});

it("requires --shard for an --out in S3", async () => {
  const project = await fakeProject();
  const { code, stderr } = await project.rehearse("--out", `s3://${bucket}/all`);
  expect(stderr).toContain(`error: --out s3://${bucket}/all requires --shard`);
  expect(code).toBe(2);
});

it("fails despite --allow-failed while a test's logs cannot be downloaded", async () => {
  const { project, urls } = await projectAndTests("lacking");
  const shard = async () => {
    const args = ["--tests", urls.tests, "--out", "parts", "--shard", "1/1"];
    const { code, stdout } = await project.rehearse(...args, "--allow-failed", "--json");
    const { shard } = JSON.parse(stdout) as ShardSummary;
    return { code, complete: shard.complete };
  };
  s3.fault = ({ path }) =>
    /lap-2\/logs/.test(path) ? { status: 403, code: "AccessDenied" } : undefined;
  expect(await shard()).toEqual({ code: 1, complete: false });
  s3.fault = () => undefined;
  await s3.put("lacking/lap-2/logs/behavior.txt", "crash");
  expect(await shard()).toEqual({ code: 0, complete: true });
});

import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startPlatform } from "@metrics-project/platform";
import { createPlatformClient, uploadFile } from "@metrics-project/runtime";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../temporary.js";

const rows = `{"$metadata": {"topic": "speed"}, "$data": {"value": 1}}\n`;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

async function started() {
  const platform = await startPlatform();
  onTestFinished(() => platform.close());
  const { projectID } = await platform.addProject();
  const { branchID } = await platform.addBranch({ name: "main" });
  const client = createPlatformClient({
    apiURL: platform.apiURL,
    authToken: platform.token,
    retry: { attempts: 1 },
  });
  const batches = "/projects/{projectID}/batches";
  const create = (body: { branchID: string; version?: string; batchName?: string }) =>
    client.POST(`${batches}/light`, { params: { path: { projectID } }, body });
  return { platform, projectID, branchID, client, create };
}

type Started = Awaited<ReturnType<typeof started>>;

/** A light batch with one open test, and the calls on that test. */
async function withTest(given?: Started) {
  const { client, create, branchID, projectID, ...rest } = given ?? (await started());
  const batch = (await create({ branchID, batchName: "night" })).data;
  const path = { projectID, batchID: batch?.batchID ?? "" };
  const added = await client.POST("/projects/{projectID}/batches/{batchID}/jobs", {
    params: { path },
    body: { name: "lap" },
  });
  const job = { ...path, jobID: added.data?.jobID ?? "" };
  const url = "/projects/{projectID}/batches/{batchID}/jobs/{jobID}";
  return {
    ...rest,
    client,
    job,
    addLog: (body: object = {}) =>
      client.POST(`${url}/logs`, {
        params: { path: job },
        body: {
          fileName: "emissions.resim.jsonl",
          fileSize: rows.length,
          checksum: sha256(rows),
          logType: "EMISSIONS_LOG",
          ...body,
        },
      }),
    listLogs: () => client.GET(`${url}/logs`, { params: { path: job } }),
    close: (status: "SUCCEEDED" | "ERROR", errorMessage = "") =>
      client.POST(`${url}/close`, { params: { path: job }, body: { status, errorMessage } }),
    closeBatch: () =>
      client.POST("/projects/{projectID}/batches/{batchID}/close", { params: { path } }),
    getBatch: () => client.GET("/projects/{projectID}/batches/{batchID}", { params: { path } }),
    getJob: () => client.GET(url, { params: { path: job } }),
  };
}

describe("light batches", () => {
  it("accept a test's emissions, and list them completely", async () => {
    const { client, addLog, listLogs, close, closeBatch, getBatch } = await withTest();
    const file = join(await temporaryFolder(), "emissions.resim.jsonl");
    await writeFile(file, rows);
    const { data } = await addLog();
    if (data === undefined) throw new Error("no answer");
    const target = { url: data.uploadURL, headers: data.requiredHeaders };
    expect((await listLogs()).data?.logs).toEqual([]);
    await uploadFile({ client, name: "emissions", file, ...target });
    expect((await listLogs()).data?.logs).toEqual([
      expect.objectContaining({
        logID: data.logID,
        fileName: "emissions.resim.jsonl",
        logType: "EMISSIONS_LOG",
        checksum: sha256(rows),
        fileSize: rows.length,
      }),
    ]);
    expect((await close("SUCCEEDED")).response.status).toBe(204);
    expect((await closeBatch()).response.status).toBe(204);
    expect((await getBatch()).data).toMatchObject({
      batchType: "LIGHT",
      friendlyName: "night",
      status: "SUCCEEDED",
      totalJobs: 1,
    });
    const link = (await listLogs()).data?.logs?.[0]?.location ?? "";
    expect(await (await fetch(link)).text()).toBe(rows);
  });

  it("use the newest build of a version, and one with version n/a by default", async () => {
    const { create, branchID } = await started();
    const builds = [];
    for (const version of ["1.2", "1.2", undefined, undefined]) {
      builds.push((await create({ branchID, ...(version ? { version } : {}) })).data?.buildID);
    }
    expect(builds[0]).toBe(builds[1]);
    expect(new Set(builds).size).toBe(3);
  });

  it("keep a failed test with its reason, and are an error then", async () => {
    const { close, closeBatch, getBatch, getJob } = await withTest();
    await close("ERROR", "the wheel came off");
    await closeBatch();
    expect((await getJob()).data).toMatchObject({
      conflatedStatus: "ERROR",
      executionError: { errorText: "the wheel came off" },
    });
    expect((await getBatch()).data?.conflatedStatus).toBe("ERROR");
  });

  it("refuse requests in the wrong order with 400", async () => {
    const light = await withTest();
    expect((await light.closeBatch()).response.status).toBe(400);
    expect((await light.addLog({ fileName: "../x" })).response.status).toBe(400);
    expect((await light.addLog({ checksum: "abc" })).response.status).toBe(400);
    await light.close("SUCCEEDED");
    expect((await light.close("SUCCEEDED")).response.status).toBe(400);
    expect((await light.addLog()).response.status).toBe(400);
    await light.closeBatch();
    expect((await light.closeBatch()).response.status).toBe(400);
  });

  it.each([
    ["bytes of another checksum", "x".repeat(rows.length), {}, 400],
    ["fewer bytes than announced", "x", {}, 400],
    ["no tags where they are asked for", rows, { "x-amz-tagging": "other" }, 403],
    ["a bearer token beside the signature", rows, { authorization: "Bearer x" }, 400],
  ])("refuse an upload with %s", async (_, body, headers, status) => {
    const { addLog, listLogs } = await withTest();
    const { data } = await addLog();
    const answer = await fetch(data?.uploadURL ?? "", {
      method: "PUT",
      body,
      headers: { ...data?.requiredHeaders, ...headers },
    });
    expect(answer.status).toBe(status);
    expect((await listLogs()).data?.logs).toEqual([]);
  });

  it("refuse an upload in chunks of unknown length with 411", async () => {
    const { addLog } = await withTest();
    const { data } = await addLog();
    const body = new Blob([rows]).stream();
    const init = { method: "PUT", body, duplex: "half", headers: { ...data?.requiredHeaders } };
    expect((await fetch(data?.uploadURL ?? "", init as RequestInit)).status).toBe(411);
  });

  it("list branches by name", async () => {
    const { client, projectID, branchID, platform } = await started();
    await platform.addBranch({ name: "release/1" });
    const { data } = await client.GET("/projects/{projectID}/branches", {
      params: { path: { projectID }, query: { name: "main" } },
    });
    expect(data?.branches?.map((branch) => branch.branchID)).toEqual([branchID]);
  });
});

describe("uploadFile", () => {
  it("requests a new URL after the first has expired, and sends an empty file", async () => {
    const given = await started();
    const { client, addLog, listLogs } = await withTest(given);
    const file = join(await temporaryFolder(), "empty");
    await writeFile(file, "");
    const announce = async () => {
      const { data } = await addLog({ fileName: "empty", fileSize: 0, checksum: sha256("") });
      return { url: data?.uploadURL ?? "", headers: data?.requiredHeaders };
    };
    const first = await announce();
    given.platform.expireLinks();
    await expect(uploadFile({ client, name: "empty", file, ...first })).rejects.toThrow(
      /^empty: the upload was refused \(403\): http[^?]*$/,
    );
    await uploadFile({ client, name: "empty", file, ...first, renew: announce });
    expect((await listLogs()).data?.logs).toMatchObject([{ fileName: "empty", fileSize: 0 }]);
  });

  it("retries temporary failures from the start of the file", async () => {
    const { platform, addLog, listLogs } = await withTest();
    const patient = createPlatformClient({
      apiURL: platform.apiURL,
      authToken: platform.token,
      retry: { minDelay: 1, maxDelay: 2, attempts: 50 },
    });
    const file = join(await temporaryFolder(), "emissions.resim.jsonl");
    await writeFile(file, rows);
    const { data } = await addLog();
    platform.setFaults({ inject: [{ kind: "status", share: 0.7 }] });
    const target = { url: data?.uploadURL ?? "", headers: data?.requiredHeaders };
    await uploadFile({ client: patient, name: "emissions", file, ...target });
    platform.setFaults({});
    expect((await listLogs()).data?.logs).toMatchObject([
      { fileName: "emissions.resim.jsonl", checksum: sha256(rows) },
    ]);
  });
});

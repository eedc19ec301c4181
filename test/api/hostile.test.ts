import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import {
  createPlatformClient,
  fetchBatchesForReport,
  fetchJobMetricsByBatch,
  fetchJobsForBatches,
  fetchSweepMetrics,
  findProject,
  getBatch,
  getReport,
  type PlatformClient,
  paginate,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import {
  type Asked,
  type Download,
  type Hostility,
  type ListKind,
  startHostile,
} from "./hostileServer.js";
import { doublesData, scalarMetric } from "./messageBytes.mjs";
import { authToken, batchID, projectID, reportID, sweepID } from "./startServer.js";

const job = "10000000-0000-4000-8000-000000000000";

/** Who reads a list, and what they make of it. */
const readers: Record<string, { kind: ListKind; read(client: PlatformClient): Promise<unknown> }> =
  {
    "the project of a batch": {
      kind: "projects",
      read: (client) => findProject({ client, batchID }),
    },
    "the batches of a report": {
      kind: "batches",
      read: async (client) =>
        (await fetchBatchesForReport({ client, projectID, reportID })).map(
          (batch) => batch.batchID,
        ),
    },
    "the jobs of batches": {
      kind: "jobs",
      read: async (client) =>
        [...(await fetchJobsForBatches({ client, projectID, batchIDs: [batchID] })).values()]
          .flat()
          .map(({ jobID }) => jobID),
    },
    "the tests of a batch": { kind: "jobs", read: readBatch },
    "the metrics of a test": { kind: "metrics", read: readBatch },
    "the metrics data of a test": { kind: "metricsData", read: readBatch },
    "the events of a test": { kind: "events", read: readBatch },
    "the jobs of a sweep": {
      kind: "jobs",
      read: (client) => fetchSweepMetrics({ client, projectID, sweepID }),
    },
    "the metrics of a sweep": {
      kind: "metrics",
      read: (client) => fetchSweepMetrics({ client, projectID, sweepID }),
    },
    "the logs of a test, by paginate": {
      kind: "logs",
      read: async (client) => {
        const names: unknown[] = [];
        for await (const log of paginate({
          client,
          path: "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/logs",
          entries: "logs",
          params: { path: { projectID, batchID, jobID: job } },
        })) {
          names.push(log.fileName);
        }
        return names;
      },
    },
  };

async function readBatch(client: PlatformClient): Promise<unknown> {
  const tests = await fetchJobMetricsByBatch({ client, projectID, batchID, events: true });
  return [...tests.values()].map((test) => [
    test.jobID,
    test.metrics.map((metric) => (metric.type === "SCALAR" ? [metric.name, metric.value] : [])),
    test.metricsData.map((data) =>
      "series" in data ? [data.name, [...(data.series as number[])]] : [data.name],
    ),
    test.events.map(({ name }) => name),
  ]);
}

function clientOf(apiURL: string, more: object = {}): PlatformClient {
  const retry = { minDelay: 1, maxDelay: 4, giveUpAfter: 1500 };
  return createPlatformClient({ apiURL, authToken, retry, env: {}, timeout: 400, ...more });
}

async function outcome(
  hostility: Hostility,
  read: (client: PlatformClient) => Promise<unknown>,
  more?: object,
) {
  await using server = await startHostile(hostility);
  try {
    return { result: await read(clientOf(server.apiURL, more)) };
  } catch (error) {
    expect(String(error)).not.toMatch(/secret|Signature/);
    return { error: error as Error };
  }
}

/** Answers that are not what the description says, by what is wrong with them. */
const lies: Record<string, { lie(asked: Asked): unknown; says: RegExp }> = {
  "an empty object": { lie: () => ({}), says: /has no list of/ },
  null: { lie: () => "raw:null", says: /must be an object, got null/ },
  "a list": { lie: () => [], says: /must be an object, got \[\]/ },
  "a string": { lie: () => "soon", says: /must be an object, got "soon"/ },
  "a web page": {
    lie: () => "raw:<html>Sign in</html>",
    says: /not JSON|HTML/,
  },
  "a gateway's message": {
    lie: () => ({ message: "Endpoint request timed out" }),
    says: /has no list of \w+, and says "Endpoint request timed out"/,
  },
  "a page token that is a number": {
    lie: ({ page }) => ({ ...page, nextPageToken: 7 }),
    says: /nextPageToken must be a string, got 7/,
  },
  "a page token that comes again": {
    lie: ({ page, start }) => ({ ...page, nextPageToken: String(start) }),
    says: /same page token twice/,
  },
  "a list that is null": {
    lie: ({ page, kind }) => ({ ...page, [kind]: null }),
    says: /must be a list, got null/,
  },
  "an entry that is null": {
    lie: ({ page, kind }) => ({ ...page, [kind]: [null, ...(page[kind] as unknown[])] }),
    says: /\[0\] is null/,
  },
  "an entry that is a string": {
    lie: ({ page, kind }) => ({ ...page, [kind]: ["x"] }),
    says: /\[0\] must be an object, got "x"/,
  },
  "an entry without its ID": {
    lie: ({ page, kind }) => ({ ...page, [kind]: [{ name: "x" }] }),
    says: /\[0\] has no \w+ID/,
  },
  "an ID that is a number": {
    lie: ({ page, kind }) => {
      const [first] = page[kind] as Record<string, unknown>[];
      const names = ["jobID", "metricID", "dataID", "eventID", "logID", "batchID", "projectID"];
      return {
        ...page,
        [kind]: [{ ...first, ...Object.fromEntries(names.map((name) => [name, 3])) }],
      };
    },
    says: /must be a UUID, got 3|must be a string, got 3/,
  },
  "a total that is a string": {
    lie: ({ page }) => ({ ...page, total: "5" }),
    says: /total must be a whole number, got "5"/,
  },
};

describe.each(Object.entries(readers))("%s", (_name, { kind, read }) => {
  it("are read whole, although each kind of lie is told once", async () => {
    const right = await outcome({}, read);
    expect(right.error).toBeUndefined();
    const told = Object.values(lies);
    const got = await Promise.all(
      told.map(({ lie }) => {
        const list = (asked: Asked) =>
          asked.kind === kind && asked.before === 0 && asked.start > 0 ? lie(asked) : undefined;
        return outcome({ list }, read);
      }),
    );
    expect(got).toEqual(told.map(() => right));
  });

  it.each(Object.entries(lies))(
    "%s, for ever, is an error in words",
    async (_lie, { lie, says }) => {
      const list = (asked: Asked) =>
        asked.kind === kind && asked.start === 0 ? lie(asked) : undefined;
      const { result, error } = await outcome({ list }, read);
      expect(result).toBeUndefined();
      expect(error?.message).toMatch(says);
    },
  );

  it("are the same where pages come twice, overlap, or name entries twice", async () => {
    const right = await outcome({}, read);
    const tricks: ((asked: Asked) => unknown)[] = [
      // The first page comes once more, under another token.
      ({ page, start, all }) =>
        start === 0
          ? { ...page, nextPageToken: "0.5" }
          : start === 0.5
            ? { ...page, [kind]: all.slice(0, 2), nextPageToken: "2" }
            : undefined,
      ({ page, start, all }) =>
        start > 0 ? { ...page, [kind]: all.slice(start - 1, start + 2) } : undefined,
      ({ page }) => ({ ...page, [kind]: (page[kind] as unknown[]).flatMap((one) => [one, one]) }),
      // An earlier page in the place of a later one, once: as a cache may give it.
      ({ page, start, all, before }) =>
        start === 2 && before === 0 ? { ...page, [kind]: all.slice(0, 2) } : undefined,
    ];
    for (const trick of tricks) {
      const list = (asked: Asked) => (asked.kind === kind ? trick(asked) : undefined);
      expect(await outcome({ list }, read)).toEqual(right);
    }
  });

  it("are listed again where a page token has expired, and an error where each has", async () => {
    const right = await outcome({}, read);
    const once = (asked: Asked) =>
      asked.kind === kind && asked.start > 0 && asked.before === 0 ? 400 : undefined;
    expect(await outcome({ list: once }, read)).toEqual(right);
    const always = (asked: Asked) => (asked.kind === kind && asked.start > 0 ? 410 : undefined);
    expect((await outcome({ list: always }, read)).error?.message).toMatch(
      /could not be read whole in 4 listings: the platform no longer takes its page token \(410\)/,
    );
  });
});

describe.each(
  Object.entries(readers).filter(([, { kind }]) => ["jobs", "batches", "logs"].includes(kind)),
)("%s, which are counted,", (name, { kind, read }) => {
  it("are listed again where their total is another one than their number", async () => {
    const right = await outcome({}, read);
    const list = (asked: Asked) =>
      asked.kind === kind && asked.before === 0 ? { ...asked.page, total: 6 } : undefined;
    expect(await outcome({ list }, read)).toEqual(right);
  });

  it("are an error where the total never agrees", async () => {
    const list = (asked: Asked) => (asked.kind === kind ? { ...asked.page, total: 7 } : undefined);
    const { error } = await outcome({ list }, read);
    expect(error?.message).toMatch(/in 4 listings: it has 7 entries by its total, and listed 5/);
  });

  it("are those that are left where one is deleted on the way", async () => {
    let isDeleted = false;
    const hostility: Hostility = {
      entries: (which, all) => (which === kind && isDeleted ? all.slice(1) : all),
      list: (asked) => {
        if (asked.kind === kind && asked.start === 0) isDeleted = true;
        return undefined;
      },
    };
    const right = await outcome(
      { entries: (which, all) => (which === kind ? all.slice(1) : all) },
      read,
    );
    const got = await outcome(hostility, read);
    // Who goes through pages was given the entry already: that cannot be taken back.
    if (name.includes("paginate")) expect(got.error?.message).toMatch(/1 entries were deleted/);
    else expect(got).toEqual(right);
  });

  it("hold what is created on the way", async () => {
    let isCreated = false;
    const right = await outcome({}, read);
    const got = await outcome(
      {
        entries: (which, all) => (which === kind && !isCreated ? all.slice(1) : all),
        list: (asked) => {
          if (asked.kind === kind && asked.start === 0) isCreated = true;
          return undefined;
        },
      },
      read,
    );
    expect(sorted(got)).toEqual(sorted(right));
  });
});

function sorted({ result }: { result?: unknown }): unknown[] {
  return (result as unknown[]).map((one) => JSON.stringify(one)).sort();
}

describe("the GET of one thing", () => {
  const getters = {
    getBatch: (client: PlatformClient) => getBatch({ client, projectID, batchID }),
    getReport: (client: PlatformClient) => getReport({ client, projectID, reportID }),
    getParameterSweep: (client: PlatformClient) =>
      fetchSweepMetrics({ client, projectID, sweepID }),
  };
  const other = "99999999-0000-4000-8000-000000000000";
  const wrong: Record<string, unknown> = {
    "an empty object": {},
    null: "raw:null",
    "a list": [],
    "a gateway's message": { message: "Endpoint request timed out" },
    "another one": { batchID: other, reportID: other, parameterSweepID: other },
  };
  it.each(
    Object.entries(getters).flatMap(([operation, read]) =>
      Object.entries(wrong).map(([what, body]) => ({ operation, what, body, read })),
    ),
  )("$operation: $what is an error, unless it passes", async ({ operation, body, read }) => {
    const merged = (thing: object) =>
      typeof body === "object" && body && "batchID" in body ? { ...thing, ...body } : body;
    const right = await outcome({}, read);
    const always = (which: string, thing: object) =>
      which === operation ? merged(thing) : undefined;
    const once = (which: string, thing: object, before: number) =>
      before === 0 ? always(which, thing) : undefined;
    expect((await outcome({ one: always }, read)).error?.message).toMatch(
      /not what the API's description says/,
    );
    expect(await outcome({ one: once }, read)).toEqual(right);
  });
});

/** Sends without Content-Length, as a proxy may. */
function sendChunked({ request, response }: Download, bytes: Uint8Array, headers = {}): true {
  response.writeHead(200, headers);
  response.flushHeaders();
  response.end(request.method === "HEAD" ? undefined : bytes);
  return true;
}

/** Answers to Range as object stores do; what is asked otherwise goes out by `whole`. */
function rangedOr(asked: Download, whole: () => true): true {
  const { request, response, bytes } = asked;
  if (request.headers.range !== "bytes=0-0") return whole();
  response.writeHead(206, { "content-range": `bytes 0-0/${bytes.length}`, "content-length": 1 });
  response.end(bytes.subarray(0, 1));
  return true;
}

/** The message without its last field: each message of its kind ends with one. */
function cutAtField(bytes: Buffer): Buffer {
  let end = 0;
  for (let at = 0; at < bytes.length; ) {
    end = at;
    const wire = (bytes[at] ?? 0) & 7;
    while ((bytes[at++] ?? 0) & 0x80);
    if (wire === 0) while ((bytes[at++] ?? 0) & 0x80);
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] ?? 0;
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      at += length;
    }
  }
  return bytes.subarray(0, end);
}

const encodings = {
  gzip: gzipSync,
  deflate: deflateSync,
  "raw deflate": deflateRawSync,
  br: brotliCompressSync,
};

describe("a download", () => {
  it.each(Object.entries(encodings))(
    "in %s is unpacked, with or without its length",
    async (name, encode) => {
      const right = await outcome({}, readBatch);
      const headers = { "content-encoding": name.split(" ").at(-1) };
      const whole = (asked: Download): true => {
        const body = encode(asked.bytes);
        asked.response.writeHead(200, { ...headers, "content-length": body.length });
        asked.response.end(asked.request.method === "HEAD" ? undefined : body);
        return true;
      };
      expect(await outcome({ download: whole }, readBatch)).toEqual(right);
      const chunked = (asked: Download) =>
        rangedOr(asked, () => sendChunked(asked, encode(asked.bytes), headers));
      expect(await outcome({ download: chunked }, readBatch)).toEqual(right);
    },
  );

  it.each(["metric", "data"])(
    "of %s that is another one is an error, unless it passes",
    async (kind) => {
      const right = await outcome({}, readBatch);
      const swap = ({ response }: Download): true => {
        const body =
          kind === "metric"
            ? scalarMetric({
                id: "20000000-0000-4000-8000-00000000ffff",
                jobID: job,
                name: "other",
                value: 1,
              })
            : doublesData({
                id: "30000000-0000-4000-8000-00000000ffff",
                name: "other",
                values: [1],
              });
        response.writeHead(200, { "content-length": body.length });
        response.end(body);
        return true;
      };
      const always = (asked: Download) => asked.kind === kind && swap(asked);
      const once = (asked: Download) => asked.kind === kind && asked.before === 0 && swap(asked);
      expect((await outcome({ download: always }, readBatch)).error?.message).toMatch(
        /is another one, [23]0000000-/,
      );
      expect(await outcome({ download: once }, readBatch)).toEqual(right);
    },
  );

  it("of another type than listed is an error", async () => {
    const list = ({ kind, page }: Asked) =>
      kind === "metrics"
        ? {
            ...page,
            metrics: (page.metrics as object[]).map((one) => ({ ...one, type: "COMPOSITE" })),
          }
        : undefined;
    expect((await outcome({ list }, readBatch)).error?.message).toMatch(/listed as COMPOSITE/);
  });

  it("without Content-Length is taken where Range tells its length, and it agrees", async () => {
    const right = await outcome({}, readBatch);
    const whole = (asked: Download) => rangedOr(asked, () => sendChunked(asked, asked.bytes));
    expect(await outcome({ download: whole }, readBatch)).toEqual(right);
    const cut = (asked: Download) =>
      rangedOr(asked, () => sendChunked(asked, cutAtField(asked.bytes)));
    const { error } = await outcome({ download: cut }, readBatch);
    expect(error?.message).toMatch(/\d+ of \d+ bytes came/);
    const cutOnce = (asked: Download) =>
      rangedOr(asked, () =>
        sendChunked(asked, asked.before === 0 ? cutAtField(asked.bytes) : asked.bytes),
      );
    expect(await outcome({ download: cutOnce }, readBatch)).toEqual(right);
  });

  it("of a length that only HEAD tells is taken", async () => {
    const right = await outcome({}, readBatch);
    const download = (asked: Download): boolean =>
      asked.request.method !== "HEAD" && sendChunked(asked, asked.bytes);
    expect(await outcome({ download }, readBatch)).toEqual(right);
  });

  it("whose length nobody tells is refused", async () => {
    const download = (asked: Download) => sendChunked(asked, asked.bytes);
    const { error } = await outcome({ download }, readBatch);
    expect(error?.message).toMatch(/nobody says how long it is/);
  });

  it.each<[string, RegExp, (asked: Download) => boolean]>([
    [
      "cut in its gzip",
      /no gzip/,
      ({ response, bytes }) => {
        const body = gzipSync(bytes).subarray(0, -6);
        response.writeHead(200, { "content-encoding": "gzip", "content-length": body.length });
        response.end(body);
        return true;
      },
    ],
    [
      "in an encoding that nobody knows",
      /encoding "lzma"/,
      ({ response, bytes }) => {
        response.writeHead(200, { "content-encoding": "lzma", "content-length": bytes.length });
        response.end(bytes);
        return true;
      },
    ],
    [
      "larger than is taken",
      /at most 1000 are taken/,
      ({ response }) => {
        response.writeHead(200, { "content-length": 5_000_000_000 });
        response.flushHeaders();
        return true;
      },
    ],
    [
      "that unpacks to more than is taken",
      /at most 1000 are taken|than the 1000 bytes/,
      ({ response }) => {
        const body = gzipSync(Buffer.alloc(100_000));
        response.writeHead(200, { "content-encoding": "gzip", "content-length": body.length });
        response.end(body);
        return true;
      },
    ],
    [
      "that trickles",
      /too slow/,
      ({ response, bytes }) => {
        response.writeHead(200, { "content-length": bytes.length });
        let sent = 0;
        const timer = setInterval(() => response.write(bytes.subarray(sent, ++sent)), 40);
        response.once("close", () => clearInterval(timer));
        return true;
      },
    ],
    [
      "after interim answers without end",
      /interim answers/,
      ({ response }) => {
        for (let i = 0; i < 40; i++) response.writeEarlyHints({ link: "</a>; rel=preload" });
        return true;
      },
    ],
    ["that never begins", /Timeout|timeout/, () => true],
  ])("%s is an error", async (_name, says, download) => {
    const only = (asked: Download) => asked.kind === "metric" && download(asked);
    const more = {
      maxObjectBytes: 1000,
      retry: { minDelay: 1, maxDelay: 2, attempts: 2 },
      timeout: 150,
    };
    const { error } = await outcome({ download: only }, readBatch, more);
    expect(error?.message).toMatch(says);
  });
});

describe("an answer of the API", () => {
  it.each(Object.entries(encodings))("is asked for and unpacked in %s", async (name, encode) => {
    const { createServer } = await import("node:http");
    let accepted: string | undefined;
    const server = createServer((request, response) => {
      accepted = request.headers["accept-encoding"];
      const body = encode(JSON.stringify({ projects: [], nextPageToken: "" }));
      response.writeHead(200, {
        "content-encoding": name.split(" ").at(-1),
        "content-length": body.length,
      });
      response.end(body);
    }).listen(0, "127.0.0.1");
    const { once } = await import("node:events");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const client = clientOf(`http://127.0.0.1:${port}/v1`);
    const projects: unknown[] = [];
    for await (const one of paginate({ client, path: "/projects", entries: "projects" }))
      projects.push(one);
    expect(projects).toEqual([]);
    expect(accepted).toBe("gzip, deflate, br");
    server.closeAllConnections();
    server.close();
  });
});

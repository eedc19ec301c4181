import {
  fetchSweepMetrics,
  getBatch,
  getReport,
  type PlatformClient,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { outcome, readers, reportID, sweepID } from "./hostileReaders.js";
import type { Asked, Interception } from "./interceptor.js";
import { batchID, projectID } from "./recorded.js";

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
    says: /has no list of \w+; its message is "Endpoint request timed out"/,
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
    says: /total must be an integer, got "5"/,
  },
};

describe.each(Object.entries(readers))("%s", (_name, { kind, read }) => {
  it("are read completely despite one wrong page of any kind", async () => {
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

  it("are the same if pages are repeated, overlap, or repeat entries", async () => {
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

  it("are listed again if a page token has expired, and an error if every token has", async () => {
    const right = await outcome({}, read);
    const once = (asked: Asked) =>
      asked.kind === kind && asked.start > 0 && asked.before === 0 ? 400 : undefined;
    expect(await outcome({ list: once }, read)).toEqual(right);
    const always = (asked: Asked) => (asked.kind === kind && asked.start > 0 ? 410 : undefined);
    expect((await outcome({ list: always }, read)).error?.message).toMatch(
      /could not be read completely in 4 listings: the platform no longer accepts its page token \(410\)/,
    );
  });
});

describe.each(
  Object.entries(readers).filter(([, { kind }]) => ["jobs", "batches", "logs"].includes(kind)),
)("%s, which are counted,", (name, { kind, read }) => {
  it("are listed again if their total differs from their number", async () => {
    const right = await outcome({}, read);
    const list = (asked: Asked) =>
      asked.kind === kind && asked.before === 0 ? { ...asked.page, total: 6 } : undefined;
    expect(await outcome({ list }, read)).toEqual(right);
  });

  it("are an error if the total never matches", async () => {
    const list = (asked: Asked) => (asked.kind === kind ? { ...asked.page, total: 7 } : undefined);
    const { error } = await outcome({ list }, read);
    expect(error?.message).toMatch(/in 4 listings: its total is 7, but it listed 5 entries/);
  });

  it("are the remaining ones if one is deleted meanwhile", async () => {
    let isDeleted = false;
    const interception: Interception = {
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
    const got = await outcome(interception, read);
    // Who goes through pages was given the entry already: that cannot be taken back.
    if (name.includes("paginate")) expect(got.error?.message).toMatch(/1 entries were deleted/);
    else expect(got).toEqual(right);
  });

  it("include entries that are created meanwhile", async () => {
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
      /does not match the API description/,
    );
    expect(await outcome({ one: once }, read)).toEqual(right);
  });
});

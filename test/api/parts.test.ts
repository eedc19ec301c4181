import { createLog } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { parseTimestamp } from "../../runtime/src/api/http/parseTimestamp.js";
import { redactedCause, redactText, redactURL } from "../../runtime/src/api/http/redact.js";
import { RequestBudget } from "../../runtime/src/api/http/requestBudget.js";
import {
  defaultRetry,
  retryAfterMilliseconds,
  retryDelay,
  wait,
} from "../../runtime/src/api/http/retry.js";
import { splitURL } from "../../runtime/src/api/http/splitURL.js";
import { Progress } from "../../runtime/src/api/tests/progress.js";

describe("redaction", () => {
  it.each([
    ["https://s3.test/a/b?X-Amz-Signature=1&b=2", "https://s3.test/a/b"],
    ["https://user:word@s3.test/a#part", "https://s3.test/a"],
    ["nonsense?secret", "(not a URL)"],
  ])("%s", (url, shown) => expect(redactURL(url)).toBe(shown));

  it.each([
    ['at "https://s3.test/a?sig=1", then', 'at "https://s3.test/a", then'],
    ["Authorization: Bearer abc.def", "Authorization: Bearer (removed)"],
    ["the tok-4711 itself", "the (removed) itself"],
    ["see http://a:b@host/x", "see http://host/x"],
    ["Is this right? Yes.", "Is this right? Yes."],
  ])("%s", (text, shown) => expect(redactText(text, ["tok-4711"])).toBe(shown));

  it("keeps the name and code of a cause, but no other properties", () => {
    const cause = Object.assign(new TypeError("GET https://s3.test/a?sig=1"), {
      code: "ECONNRESET",
      request: { headers: { authorization: "Bearer x" } },
    });
    const clean = redactedCause(cause);
    expect(clean).toMatchObject({ name: "TypeError", message: "GET https://s3.test/a" });
    expect(Object.keys(clean).sort()).toEqual(["code", "name"]);
  });
});

describe("waiting for another try", () => {
  it.each([
    ["0", 0],
    ["1.5", 1500],
    ["Thu, 01 Jan 1970 00:00:10 GMT", 9000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["soon", undefined],
    [undefined, undefined],
  ])("Retry-After %s", (value, wait) => expect(retryAfterMilliseconds(value, 1000)).toBe(wait));

  it("doubles up to its limit, between half of it and all of it", () => {
    const delays = [2, 3, 4, 9, 20].map((next) =>
      retryDelay(next, defaultRetry, undefined, () => 1),
    );
    expect(delays).toEqual([100, 200, 400, 12_800, 30_000]);
    expect(retryDelay(2, defaultRetry, undefined, () => 0)).toBe(50);
    expect(retryDelay(2, defaultRetry, 7000, () => 1)).toBe(7000);
    expect(retryDelay(2, defaultRetry, 9e9, () => 1)).toBe(60_000);
  });

  it("ends when its signal is aborted, before it or meanwhile", async () => {
    const stop = new AbortController();
    const waits = [1, 2].map(() => wait(1e6, stop.signal));
    stop.abort(new Error("enough"));
    for (const waiting of [...waits, wait(1e6, stop.signal)]) {
      await expect(waiting).rejects.toThrow("enough");
    }
    await expect(wait(1, new AbortController().signal)).resolves.toBeUndefined();
  });
});

describe("the budget of requests", () => {
  it("lets lists go first, and no more of them than their share", async () => {
    const budget = new RequestBudget({ total: 3, api: 2 });
    const order: string[] = [];
    const take = async (kind: "api" | "download", name: string) => {
      await budget.acquire(kind, undefined);
      order.push(name);
    };
    const waiting = [
      take("api", "a1"),
      take("api", "a2"),
      take("api", "a3"),
      take("download", "d1"),
      take("download", "d2"),
    ];
    await Promise.resolve();
    await Promise.resolve();
    expect(order).toEqual(["a1", "a2", "d1"]);
    budget.release("download");
    await new Promise(setImmediate);
    expect(order.at(-1)).toBe("d2");
    budget.release("api");
    await Promise.all(waiting);
    expect(order.at(-1)).toBe("a3");
  });

  it("forgets who no longer waits", async () => {
    const budget = new RequestBudget({ total: 1, api: 1 });
    const stop = new AbortController();
    await budget.acquire("api", undefined);
    const given = budget.acquire("download", stop.signal);
    const next = budget.acquire("download", undefined);
    stop.abort(new Error("enough"));
    await expect(given).rejects.toThrow("enough");
    budget.release("api");
    await next;
  });
});

describe("progress", () => {
  function run(level: "info" | "error", isTTY: boolean) {
    let text = "";
    let now = 0;
    const sink = { isTTY, columns: 80, write: (more: string) => (text += more) };
    const log = createLog(sink, level);
    const progress = new Progress({ log, terminal: isTTY ? sink : undefined, now: () => now });
    progress.total = 200;
    for (let test = 0; test < 200; test++) {
      now += 60;
      progress.add(40);
    }
    progress.end();
    return text;
  }

  it("is a bar on a terminal, and one line at the end", () => {
    const text = run("info", true);
    expect(text).toContain("\r\x1b[K[###");
    expect(text.endsWith("\r\x1b[KRead 200 of 200 tests, 8000 objects in 12.0 s (667/s)\n")).toBe(
      true,
    );
    for (const frame of text.split("\r\x1b[K")) expect(frame.length).toBeLessThanOrEqual(80);
  });

  it("is a line every few seconds elsewhere", () => {
    expect(run("info", false).trimEnd().split("\n")).toEqual([
      "Read 84 of 200 tests, 3360 objects in 5.0 s (667/s)",
      "Read 168 of 200 tests, 6720 objects in 10.1 s (667/s)",
      "Read 200 of 200 tests, 8000 objects in 12.0 s (667/s)",
    ]);
  });

  it("continues if nothing arrives", () => {
    let text = "";
    let now = 0;
    const log = createLog({ write: (more) => (text += more) });
    const progress = new Progress({ log, terminal: undefined, now: () => now });
    progress.total = 7;
    for (now = 0; now < 11_000; now += 1000) progress.tick();
    expect(text).toBe(
      "Read 0 of 7 tests, 0 objects in 5.0 s (0/s)\nRead 0 of 7 tests, 0 objects in 10.0 s (0/s)\n",
    );
  });

  it("makes room for warnings", () => {
    let text = "";
    let now = 0;
    const sink = { isTTY: true, columns: 80, write: (more: string) => (text += more) };
    const log = createLog(sink);
    const progress = new Progress({ log, terminal: sink, now: () => now });
    now += 200;
    progress.add(40);
    progress.besideBar(log).warn("odd");
    progress.besideBar(log).warn("even");
    expect(text).toBe(
      "\r\x1b[KRead 1 test, 40 objects in 0.2 s (200/s)\r\x1b[Kwarning: odd\nwarning: even\n",
    );
  });

  it("is silent if only errors are requested", () => {
    expect(run("error", true)).toBe("");
    expect(run("error", false)).toBe("");
  });
});

describe("times of the API", () => {
  it.each([
    ["2024-05-01T12:00:00Z", { seconds: 1714564800, nanos: 0 }],
    ["2024-05-01T14:00:00.25+02:00", { seconds: 1714564800, nanos: 250_000_000 }],
    ["1970-01-01T00:00:12.000000345Z", { seconds: 12, nanos: 345 }],
  ])("%s", (text, time) => expect(parseTimestamp(text, "getBuild")).toEqual(time));

  it.each(["", "yesterday", "2024-05-01", "2024-13-01T00:00:00Z"])("are not %j", (text) => {
    expect(() => parseTimestamp(text, "getBuild")).toThrow(/returned an invalid timestamp/);
  });
});

describe("addresses", () => {
  it.each([
    ["https://s3.test/a/b?c=d/e", "https://s3.test", "/a/b?c=d/e"],
    ["http://127.0.0.1:80/x#y", "http://127.0.0.1", "/x"],
    ["https://s3.test?a=b", "https://s3.test", "/?a=b"],
    ["https://s3.test", "https://s3.test", "/"],
    ["https://u:p@s3.test/a b/ä", "https://s3.test", "/a%20b/%C3%A4"],
  ])("%s", (url, origin, path) => expect(splitURL(url)).toEqual({ origin, path }));
});

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeJobMetrics } from "@metrics-project/runtime";
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/view/command.js";
import {
  clearRehearsalFailure,
  writeRehearsalFailure,
} from "../../generators/view/rehearsalFailure.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { figures, vector, withFiles } from "./messages.js";
import { png } from "./png.js";
import { readPage } from "./readPage.js";

let top = "";
let folder = "";

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), "view-command-"));
});

beforeEach(() => {
  folder = mkdtempSync(join(top, "case-"));
});

afterAll(() => rmSync(top, { recursive: true }));

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), content);
}

async function view(...argv: string[]) {
  const world = fakeWorld({ cwd: folder });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

/** The page's data, with its runs unpacked. */
function dataOf(html: string) {
  const { index, runs } = readPage(html);
  return { ...index, runs: runs.map(({ view }) => view) };
}

const pageOf = (path: string) => dataOf(readFileSync(join(folder, path), "utf8"));

describe("metrics-project view", () => {
  test("writes the page beside the message, and prints its path", async () => {
    put("kitchen.binproto", encodeJobMetrics(vector("kitchen_sink")));
    const { code, out, err } = await view("kitchen.binproto");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/kitchen\.html \(\d+ kB\)\n$/);
    expect(readdirSync(folder).sort()).toEqual(["kitchen.binproto", "kitchen.html"]);
    const page = pageOf("kitchen.html");
    expect(page.title).toBe("kitchen");
    const names = vector("kitchen_sink").jobLevelMetrics?.metrics.map(({ name }) => name);
    expect(page.runs[0]?.metrics.map(({ name }) => name).sort()).toEqual(names?.sort());
  });

  test("a page asks nothing of the network, and runs only its own scripts", async () => {
    put("a.binproto", encodeJobMetrics(vector("kitchen_sink")));
    put("b.binproto", encodeJobMetrics(figures()));
    await view("a.binproto");
    await view("b.binproto");
    const policy = (name: string) =>
      /Content-Security-Policy" content="([^"]*)"/.exec(
        readFileSync(join(folder, name), "utf8"),
      )?.[1];
    expect(policy("a.html")).toMatch(
      /^default-src 'none'; script-src 'sha256-[^ ]+' 'sha256-[^ ]+';/,
    );
    expect(policy("a.html")).toContain("connect-src 'none'");
    expect(policy("b.html")).toContain("'unsafe-eval'");
  });

  test("only figures that need it include all of plotly", async () => {
    put("a.binproto", encodeJobMetrics(vector("kitchen_sink")));
    put("b.binproto", encodeJobMetrics(figures()));
    await view(".");
    await view("a.binproto");
    const size = (name: string) => readFileSync(join(folder, name)).length;
    expect(size("a.html")).toBeLessThan(800_000);
    expect(size("index.html")).toBeGreaterThan(1_500_000);
  });

  test("files: inlined, linked, missing, and none from outside the message's folder", async () => {
    put("run/metrics.binproto", encodeJobMetrics(withFiles()));
    put("run/frames/a.png", png(2, 2, [1, 2, 3]));
    put("run/run log.txt", "log");
    put("secret.png", png(2, 2, [9, 9, 9]));
    symlinkSync(join(folder, "secret.png"), join(folder, "run", "frames", "b.png"));
    expect(await view("run", "--out", "pages/out.html")).toMatchObject({ code: 0 });
    const [run] = pageOf("pages/out.html").runs;
    const pictures = Object.fromEntries(
      (run?.metrics ?? []).flatMap(({ name, groups }) => {
        const body = groups[0]?.body;
        return body?.kind === "pictures" ? [[name, body.pictures]] : [];
      }),
    );
    expect(pictures.There).toMatchObject([{ mime: "image/png" }]);
    expect(pictures.Gone).toMatchObject([{ missing: "no such file" }]);
    expect(pictures.Outside).toMatchObject([
      { missing: "the path is outside the message's folder" },
    ]);
    expect(pictures.Frames).toMatchObject([
      { mime: "image/png" },
      { missing: "a link points outside the message's folder" },
    ]);
    expect(run?.files).toEqual([
      { name: "log", path: "run log.txt", href: "../run/run%20log.txt" },
    ]);
  });

  test("a folder: messages with the same name are named by path, an invalid message is shown", async () => {
    put("one/metrics.binproto", encodeJobMetrics(vector("scalar")));
    put("two/metrics.binproto", encodeJobMetrics(vector("scalar")));
    put("x.binproto", encodeJobMetrics(vector("text")));
    put("x/metrics.binproto", encodeJobMetrics(vector("text")));
    put("y/broken.binproto", "not a message");
    put("node_modules/z.binproto", "no");
    expect(await view(".", "--title", "All of it")).toMatchObject({ code: 0 });
    const page = pageOf("index.html");
    expect(page.title).toBe("All of it");
    expect(page.runs.map(({ name }) => name)).toEqual([
      "one",
      "two",
      "x/metrics.binproto",
      "x.binproto",
      "y/broken",
    ]);
    expect(page.runs[4]?.failure).toContain("not a resim.metrics.proto.JobMetrics");
  });

  test("a rehearsal is shown as its index lists it", async () => {
    put("tests/a/outputs/metrics.binproto", encodeJobMetrics(vector("scalar")));
    put(
      "rehearsal.json",
      JSON.stringify({
        title: "forklift",
        runs: [
          { kind: "test", name: "a", outputs: "tests/a/outputs", seconds: 1.234, jobID: "j" },
          {
            kind: "test",
            name: "b",
            outputs: "tests/b/outputs",
            failure: "exit code 1",
            stderr: "TypeError: boom\n",
          },
          { kind: "batch", name: "batch", outputs: "batch/outputs" },
        ],
      }),
    );
    expect(await view(".")).toMatchObject({ code: 0 });
    const page = pageOf("index.html");
    expect(page.title).toBe("forklift");
    expect(page.runs.map(({ kind, name, failure }) => [kind, name, failure])).toEqual([
      ["test", "a", undefined],
      ["test", "b", "exit code 1\n\nTypeError: boom"],
      ["batch", "batch", "no such file"],
    ]);
    expect(page.runs[0]?.facts).toEqual([
      ["time", "1.23 s"],
      ["job", "j"],
    ]);
  });

  test.each([
    ["{", "is not JSON"],
    ["{}", "has no list of runs"],
    ['{"runs":[{"kind":"test","name":"a","outputs":"../../etc"}]}', "runs[0]"],
    ['{"runs":[null]}', "runs[0]"],
  ])("an index of %j is refused", async (index, message) => {
    put("rehearsal.json", index);
    const { code, err } = await view(".");
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(existsSync(join(folder, "index.html"))).toBe(false);
  });

  test.each([
    [["nowhere.binproto"], 1, "no such file or folder"],
    [["empty-folder"], 1, "no .binproto file in this folder"],
    [["text.txt"], 1, "not a resim.metrics.proto.JobMetrics"],
    [["good.binproto", "--out", "good.binproto"], 2, "is the message itself"],
    [["good.binproto", "--out", "text.txt/page.html"], 1, "text.txt"],
    [["good.binproto", "--out", "empty-folder"], 2, "--out empty-folder is a folder"],
    [["good.binproto", "--port", "80"], 2, "--port requires --serve"],
    [
      ["good.binproto", "--serve", "--port", "http"],
      2,
      '--port must be a whole number from 0 to 65535, got "http"',
    ],
    [["good.binproto", "--serve", "--out", "a.html"], 2, "not both"],
    [[], 2, "no rehearsal in this folder"],
  ])("%j ends with %d", async (argv, code, message) => {
    put("good.binproto", encodeJobMetrics(vector("scalar")));
    put("text.txt", "no message");
    mkdirSync(join(folder, "empty-folder"));
    const before = readdirSync(folder).sort();
    const found = await view(...argv);
    expect(found.code).toBe(code);
    expect(found.err).toContain(message);
    expect(found.out).toBe("");
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});

describe("metrics-project view --serve", { timeout: 120_000 }, () => {
  /** Starts the command, waits for its address, and ends it with its exit code. */
  async function serve(path: string) {
    const stop = new AbortController();
    const world = fakeWorld({ cwd: folder, signal: stop.signal });
    const ended = runCommand(world, command, [path, "--serve"]);
    onTestFinished(() => stop.abort());
    await vi.waitFor(() => expect(world.out()).toContain("http://"), { timeout: 60_000 });
    const url = /http:\S+/.exec(world.out())?.[0] ?? "";
    const end = async () => {
      stop.abort();
      return await ended;
    };
    return { url, world, end };
  }

  test("serves the page and the files beside the message, and nothing else", async () => {
    put("run/metrics.binproto", encodeJobMetrics(vector("scalar")));
    put("run/run log.txt", "what happened");
    const { url, end } = await serve("run");
    const first = await (await fetch(url)).text();
    expect(dataOf(first)).toMatchObject({ reload: true, runs: [{ name: "run" }] });
    expect(first).toContain("connect-src 'self'");
    expect(await (await fetch(`${url}run%20log.txt`)).text()).toBe("what happened");
    expect((await fetch(`${url}..%2F..%2Fetc%2Fpasswd`)).status).toBe(404);
    expect((await fetch(`${url}nothing`)).status).toBe(404);
    expect(await end()).toBe(130);
    await expect(fetch(url)).rejects.toThrow();
  });

  test("reloads the page whenever the message changes", async () => {
    put("run/metrics.binproto", encodeJobMetrics(vector("scalar")));
    const { url, end } = await serve("run");
    const changes = await fetch(`${url}reload`);
    const reader = changes.body?.getReader();
    await reader?.read();
    put("run/metrics.binproto", encodeJobMetrics(vector("text")));
    const news = await reader?.read();
    expect(new TextDecoder().decode(news?.value)).toContain("changed");
    expect(dataOf(await (await fetch(url)).text()).runs[0]?.metrics[0]?.name).toBe(
      vector("text").jobLevelMetrics?.metrics[0]?.name,
    );
    // As a run writes it: aside, then moved into place; more than once.
    for (const name of ["scalar", "text"]) {
      put("aside", encodeJobMetrics(vector(name)));
      renameSync(join(folder, "aside"), join(folder, "run/metrics.binproto"));
      const again = await reader?.read();
      expect(new TextDecoder().decode(again?.value)).toContain("changed");
    }
    expect(await end()).toBe(130);
  });

  test("keeps showing a rehearsal until the next one has ended", async () => {
    put("a/outputs/metrics.binproto", encodeJobMetrics(vector("scalar")));
    const index = (title: string) =>
      JSON.stringify({ title, runs: [{ kind: "test", name: "a", outputs: "a/outputs" }] });
    put("rehearsal.json", index("first"));
    const { url, world, end } = await serve(".");
    const title = async () => dataOf(await (await fetch(url)).text()).title;
    rmSync(join(folder, "rehearsal.json"));
    await vi.waitFor(() => expect(world.err()).toContain("a rehearsal is in progress"), {
      timeout: 60_000,
    });
    expect(await title()).toBe("first");
    put("rehearsal.json", index("second"));
    await vi.waitFor(async () => expect(await title()).toBe("second"), { timeout: 60_000 });
    expect(await end()).toBe(130);
  });

  test("shows a run's warnings and log, and notifies the page that a build failed and works again", async () => {
    put("a/outputs/metrics.binproto", encodeJobMetrics(vector("scalar")));
    put("a/log.txt", "started\n\u001b[31mwarning: odd clock\u001b[0m\n");
    put(
      "rehearsal.json",
      JSON.stringify({
        title: "first",
        runs: [
          {
            kind: "test",
            name: "a",
            outputs: "a/outputs",
            log: "a/log.txt",
            seconds: 2,
            warnings: ["odd clock"],
          },
        ],
      }),
    );
    const { url, end } = await serve(".");
    const [run] = dataOf(await (await fetch(url)).text()).runs;
    expect(run?.warnings.map(({ message }) => message)).toEqual(["odd clock"]);
    expect(run?.log).toEqual({
      text: "started\nwarning: odd clock\n",
      omitted: 0,
      href: "a/log.txt",
    });
    const reader = (await fetch(`${url}reload`)).body?.getReader();
    const news = async () => new TextDecoder().decode((await reader?.read())?.value);
    await news();
    await writeRehearsalFailure(folder, "src/main.ts:3 error\nexpected a semicolon");
    expect(await news()).toBe(
      "event: failed\ndata: src/main.ts:3 error\ndata: expected a semicolon\n\n",
    );
    await clearRehearsalFailure(folder);
    expect(await news()).toContain("event: recovered");
    expect(await end()).toBe(130);
  });

  test("a port in use is named", async () => {
    put("a.binproto", encodeJobMetrics(vector("scalar")));
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, err } = await view("a.binproto", "--serve", "--port", String(port));
    other.close();
    expect(code).toBe(2);
    expect(err).toContain(`port ${port} is in use`);
  });
});

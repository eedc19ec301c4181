import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/view/command.js";
import { launchChromium } from "../../generators/tasks/chromium.js";
import { routesOf } from "../../generators/view/model/indexRuns.js";
import { pageNames } from "../../generators/view/pageNames.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { chromium } from "./chromium.js";
import { overflowOf, seriousFindings } from "./seriousFindings.js";
import { oddNames, writeRehearsal } from "./writeRehearsal.js";

/** More than an index prints. */
const tests = 510;
/** More than an index shows at first, so that they can be filtered. */
const scalars = 13;
let top = "";
let written: Awaited<ReturnType<typeof view>>;

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), "page-folder-"));
  writeRehearsal(join(top, "rehearsal"), tests, scalars);
  writeRehearsal(join(top, "few"), 3, scalars);
  written = await view("rehearsal", "--split-above", "100");
}, 120_000);

afterAll(() => rmSync(top, { recursive: true }));

async function view(...argv: string[]) {
  const world = fakeWorld({ cwd: top });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

/** What is in the folder, hidden files too, but for what was there before. */
const namesIn = (path: string) => readdirSync(join(top, path)).sort();

describe("a folder of pages", { timeout: 120_000 }, () => {
  test("contains an index and a page for each run, for any names of tests", () => {
    expect(written).toEqual({
      code: 0,
      err: "511 runs: writing an index and a page for each into rehearsal/page\n",
      out: expect.stringMatching(/rehearsal\/page\/index\.html \(511 runs, \d\.\d MB\)\n$/),
    });
    expect(namesIn("rehearsal")).toEqual(["batch", "page", "rehearsal.json", "tests"]);
    const names = Array.from({ length: tests }, (_, at) => oddNames[at - 100] ?? `drive ${at}`);
    const runs = names.map((name) => ({ kind: "test" as const, name }));
    const expected = pageNames(routesOf([...runs, { kind: "batch", name: "batch" }]));
    expect(namesIn("rehearsal/page/runs")).toEqual([...expected].sort());
    expect(namesIn("rehearsal/page/assets")).toEqual(["page.css", "page.js", "plotly-basic.js"]);
  });

  test("replaces an earlier one completely", async () => {
    await view("few", "--split-above", "0");
    const left = join(top, "few/page/runs/test-left-over.html");
    writeFileSync(left, "of a test that is gone");
    expect((await view("few", "--split-above", "3")).code).toBe(0);
    expect(existsSync(left)).toBe(false);
    expect(namesIn("few/page/runs")).toEqual([
      "batch-batch.html",
      expect.stringMatching(/^test-drive-0-[0-9a-f]+\.html$/),
      expect.stringMatching(/^test-drive-1-[0-9a-f]+\.html$/),
      expect.stringMatching(/^test-drive-2-[0-9a-f]+\.html$/),
    ]);
  });

  test("is not written if the runs fit on one page", async () => {
    expect((await view("few", "--split-above", "4", "--out", "few.html")).code).toBe(0);
    expect(readFileSync(join(top, "few.html"), "utf8")).toContain('id="run-3"');
  });

  test.each([
    [
      "a folder with something else",
      () => writeFileSync(join(top, "other/mine.txt"), "mine"),
      /contains files that view did not write/,
    ],
    ["a file", () => writeFileSync(join(top, "other"), "mine"), /other is not a folder/],
  ])("does not replace %s", async (what, put, expected) => {
    rmSync(join(top, "other"), { recursive: true, force: true });
    if (what !== "a file") mkdirSync(join(top, "other"));
    put();
    const { code, err } = await view("few", "--split-above", "0", "--out", "other");
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(expected) });
    expect(err).not.toContain("writing");
    const kept = what === "a file" ? "other" : "other/mine.txt";
    expect(readFileSync(join(top, kept), "utf8")).toBe("mine");
  });

  test("refuses the name of a page, and explains how to get one", async () => {
    const { code, err } = await view("few", "--split-above", "0", "--out", "few.html");
    expect(code).toBe(2);
    expect(err).toContain("--split-above 4");
  });

  const disk = smallDisk();
  test.skipIf(disk === undefined)(
    "leaves an earlier one as it was where the disk is full",
    async () => {
      const path = disk ?? "";
      mkdirSync(path, { recursive: true });
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", path]);
      try {
        const first = await view("few", "--split-above", "0", "--out", join(path, "page"));
        expect(first.code).toBe(0);
        const index = readFileSync(join(path, "page/index.html"), "utf8");
        const { code, err } = await view("few", "--split-above", "0", "--out", join(path, "page"));
        expect({ code, err }).toEqual({
          code: 1,
          err: expect.stringContaining("the disk is full"),
        });
        expect(readdirSync(path)).toEqual(["page"]);
        expect(readFileSync(join(path, "page/index.html"), "utf8")).toBe(index);
      } finally {
        execFileSync("umount", [path]);
        rmSync(path, { recursive: true });
      }
    },
  );
});

describe("a folder of pages, served", { timeout: 120_000 }, () => {
  test("renders the page of a run when it is opened, and writes nothing", async () => {
    const before = namesIn("rehearsal");
    const stop = new AbortController();
    const world = fakeWorld({ cwd: top, signal: stop.signal });
    const ended = runCommand(world, command, ["rehearsal", "--serve", "--split-above", "100"]);
    try {
      await expect.poll(() => world.out(), { timeout: 60_000 }).toContain("http://");
      const url = /http:\S+/.exec(world.out())?.[0] ?? "";
      const index = await fetch(url);
      expect(index.url).toBe(`${url}page/index.html`);
      expect(await index.text()).toContain("connect-src 'self'");
      const run = await fetch(`${url}page/runs/batch-batch.html`);
      expect([run.status, run.headers.get("content-type")]).toEqual([
        200,
        "text/html; charset=utf-8",
      ]);
      expect(await run.text()).toContain("<title>batch – Rehearsal of robots</title>");
      const script = await fetch(`${url}page/assets/page.js`);
      expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
      expect((await fetch(`${url}page/runs/test-nothing.html`)).status).toBe(404);
      expect((await fetch(`${url}batch/outputs/metrics.binproto`)).status).toBe(200);
      expect(namesIn("rehearsal")).toEqual(before);
    } finally {
      stop.abort();
    }
    expect(await ended).toBe(130);
  });
});

/** Where a small disk can be mounted; undefined without the right to do so. */
function smallDisk(): string | undefined {
  const probe = mkdtempSync(join(tmpdir(), "small-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", probe], { stdio: "ignore" });
    execFileSync("umount", [probe]);
    return probe;
  } catch {
    return undefined;
  } finally {
    rmSync(probe, { recursive: true });
  }
}

describe.skipIf(chromium === undefined)(
  "a folder of pages in Chromium, from disk",
  { timeout: 240_000 },
  () => {
    let browser: Browser;
    const errors: string[] = [];

    beforeAll(async () => {
      browser = await launchChromium(chromium ?? "");
    });

    afterAll(() => browser.close());

    afterEach(() => {
      expect(errors.splice(0)).toEqual([]);
    });

    async function openForAll(path: string, options = {}): Promise<Page> {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(String(error)));
      await goTo(page, path);
      return page;
    }

    async function open(path = "index.html", options = {}): Promise<Page> {
      const page = await openForAll(path, options);
      onTestFinished(() => page.context().close());
      return page;
    }

    /** Loads a page anew, even if only its hash differs. */
    async function goTo(page: Page, path: string): Promise<void> {
      await page.goto("about:blank");
      await page.goto(`${pathToFileURL(join(top, "rehearsal/page")).href}/${path}`);
      await page.waitForSelector("[data-ready]");
    }

    test("leads from the index to a run, on to the next one, and back", async () => {
      const page = await open();
      await page.locator("#search").fill("drive 200");
      await page.getByRole("link", { name: "drive 200", exact: true }).first().click();
      await page.waitForSelector('article[data-metric="Speed"]');
      expect(await page.title()).toBe("drive 200 – Rehearsal of robots");
      await page.evaluate(() => document.querySelector(".chart")?.scrollIntoView());
      await page.locator(".chart[data-drawn]").waitFor();
      await page.getByRole("link", { name: /^Next run/ }).click();
      await page.waitForURL(/test-drive-201-/);
      await page.keyboard.press("[");
      await page.waitForURL(/test-drive-200-/);
      await page.getByRole("link", { name: "All runs" }).click();
      await page.waitForURL(/index\.html$/);
    });

    test("filters tests by status, and shows why one crashed", async () => {
      const page = await open("index.html#?status=7");
      const table = page.getByRole("region", { name: "Tests table" });
      await expect
        .poll(() => table.locator("tbody th").allInnerTexts())
        .toEqual(["drive 50", "drive 147", "drive 244", "drive 341", "drive 438"]);
      await table.getByRole("link", { name: "drive 50" }).click();
      await page.getByText("TypeError: frame 50").waitFor();
    });

    test("opens a link to a place in a run of the page that held all of them", async () => {
      const page = await open("index.html#test/drive%20210/metric/Clearance");
      await page.waitForURL(/test-drive-210-[0-9a-f]+\.html#metric\/Clearance$/);
    });

    describe("a test of any name", () => {
      let page: Page;

      beforeAll(async () => {
        page = await openForAll("index.html");
      });

      test.each([...new Set(oddNames)].map((name) => [name.slice(0, 30), name] as const))(
        "has its page: %s",
        async (_, name) => {
          await goTo(page, "index.html#?sort=name");
          await page.locator("#search").fill(name.trim());
          // By its data: such a name is hard to write as a selector.
          const link = await page.waitForFunction((wanted) => {
            const rows = [...document.querySelectorAll<HTMLElement>("tr[data-run]")];
            return rows.find(({ dataset }) => dataset.run === wanted)?.querySelector("a");
          }, name);
          await link.evaluate((found) => found?.click());
          await page.waitForURL(/\/runs\//);
          await page.waitForSelector("[data-ready]");
          expect(await page.locator("h1").textContent()).toContain(name.trim());
          expect(await page.evaluate(() => "hacked" in window)).toBe(false);
        },
      );
    });

    test("shows the distribution of each scalar, and links to the outlier", async () => {
      const page = await open();
      const card = page.locator('[data-scalar="Top speed"]');
      expect(await card.textContent()).toMatch(/max90.*1 outlier outside.*drive 13.*90 m\/s/);
      const energy = page.locator('[data-scalar="Energy"]');
      await page.getByLabel("Filter scalars by name").fill("energy");
      // One test in ten has none, and so have those that crashed or wrote no message.
      expect(await energy.textContent()).toContain("missing56");
      await page.getByLabel("Filter scalars by name").fill("");
      await card.getByRole("link", { name: "drive 13" }).click();
      await page.waitForURL(/test-drive-13-[0-9a-f]+\.html#metric\/Top%20speed$/);
    });

    test("prints the first 500 tests, and how many more there are", async () => {
      const page = await open();
      await page.emulateMedia({ media: "print" });
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      const list = page.getByRole("region", { name: "Tests table" });
      const rows = () =>
        list
          .locator("tr[data-run]")
          .evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.run));
      const printed = await rows();
      expect(printed).toHaveLength(500);
      expect(await list.textContent()).toContain("10 more rows not printed");
      await page.evaluate(() => dispatchEvent(new Event("afterprint")));
      const onScreen = await rows();
      expect(onScreen.length).toBeLessThan(100);
      expect(printed.slice(0, onScreen.length)).toEqual(onScreen);
    });

    test.each([
      ["light", 1360],
      ["dark", 1360],
      ["light", 390],
      ["dark", 390],
    ] as const)("is accessible in %s at %d pixels, and as wide", async (colorScheme, width) => {
      const page = await open("index.html", { colorScheme, viewport: { width, height: 900 } });
      const found = async () => [await seriousFindings(page), await overflowOf(page)];
      expect(await found()).toEqual([[], 0]);
      await goTo(page, "runs/batch-batch.html");
      expect(await found()).toEqual([[], 0]);
    });
  },
);

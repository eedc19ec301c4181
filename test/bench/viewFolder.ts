import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { writeRehearsal } from "../view/writeRehearsal.js";

const many = 10_000;
const some = 1000;

/** The bars: milliseconds to open, megabytes of memory, and the time per run against that of a tenth of the runs. */
const bars = { opened: 2000, peak: 400, ratio: 1.5 };

/** Prints the peak memory of a Node process, in kibibytes, as it ends. */
const tellPeak =
  'data:text/javascript,process.on("exit",()=>console.log("peak",process.resourceUsage().maxRSS))';

/**
 * The folder of pages of ten thousand tests: how long it takes to write, against a tenth of the tests in the same run,
 * its memory and size, and when its index is laid out.
 * @param open gives the milliseconds from navigation until the page is laid out
 */
export async function benchFolder(
  browser: Browser,
  { root, folder }: { root: string; folder: string },
  open: (browser: Browser, file: string) => Promise<{ ready: number }>,
): Promise<void> {
  console.log("\nfolder of pages            written      memory       size   laid out");
  const perRun: number[] = [];
  for (const tests of [some, many]) {
    const source = join(folder, `rehearsal-${tests}`);
    writeRehearsal(source, tests);
    const before = performance.now();
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [`--import=${tellPeak}`, join(root, "dist", "metrics-project.js"), "view", source],
      { encoding: "utf8" },
    );
    const written = performance.now() - before;
    if (status !== 0) throw new Error(`view ended with ${status}: ${stderr}`);
    perRun.push(written / tests);
    const peak = (Number(/^peak (\d+)$/m.exec(stdout)?.[1]) * 1024) / 1e6;
    const page = join(source, "page");
    const opened: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      opened.push((await open(browser, join(page, "index.html"))).ready);
    }
    const ready = opened.sort((a, b) => a - b)[1] ?? Number.NaN;
    const columns = [
      `${(written / 1000).toFixed(1)} s`.padStart(9),
      `${peak.toFixed(0)} MB`.padStart(11),
      `${(sizeOf(page) / 1e6).toFixed(1)} MB`.padStart(10),
      `${ready.toFixed(0)} ms`.padStart(10),
    ];
    console.log(`${`${tests.toLocaleString("en")} tests`.padEnd(24)} ${columns.join(" ")}`);
    if (tests !== many) continue;
    const ratio = (perRun[1] ?? 0) / (perRun[0] ?? 1);
    console.log(`laid out after ${ready.toFixed(0)} ms (bar: ${bars.opened})`);
    console.log(`memory ${peak.toFixed(0)} MB (bar: ${bars.peak})`);
    console.log(`time per run against ${some} tests: ${ratio.toFixed(2)} (bar: ${bars.ratio})`);
    if (ready > bars.opened || peak > bars.peak || ratio > bars.ratio) process.exitCode = 1;
  }
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startPlatform } from "../../runtime/platform/src/index.js";
import { RecentIndexes } from "../../runtime/platform/src/recentIndexes.js";
import type { RunIndex } from "../../runtime/platform/src/runIndex.js";
import { temporaryFolder } from "../temporary.js";
import { scalarMessage } from "./messages.js";

/** An index that counts as many entries, of which nothing else matters here. */
function indexOf(entries: number): Promise<RunIndex> {
  const data = Array.from({ length: entries - 1 }, () => ({}) as RunIndex["data"][number]);
  return Promise.resolve({ status: "PASSED", metrics: [], data, events: [] });
}

it("removes the least recently used indexes, but never the newest", async () => {
  const recent = new RecentIndexes();
  for (const id of ["a", "b", "c"]) await recent.add(id, indexOf(2_000));
  expect(["a", "b", "c"].map((id) => recent.get(id) !== undefined)).toEqual([false, true, true]);
  recent.get("b");
  await recent.add("d", indexOf(2_000));
  expect(["b", "c", "d"].map((id) => recent.get(id) !== undefined)).toEqual([true, false, true]);
  await recent.add("large", indexOf(100_000));
  expect(recent.get("large")).toBeDefined();
  expect(recent.get("d")).toBeUndefined();
});

it("forgets an index that cannot be read, so that it is read again", async () => {
  const recent = new RecentIndexes();
  await expect(recent.add("a", Promise.reject(new Error("cut")))).rejects.toThrow("cut");
  expect(recent.get("a")).toBeUndefined();
});

it("the platform uses outputs in place, and keeps them when it is closed", async () => {
  const outputs = await temporaryFolder();
  await writeFile(join(outputs, "metrics.binproto"), scalarMessage("Distance", 1));
  await mkdir(join(outputs, "plots"));
  await writeFile(join(outputs, "plots/speed.html"), "a plot");
  const dir = await temporaryFolder();
  {
    await using platform = await startPlatform({ dir });
    const { jobID, jobMetricsStatus } = await platform.recordTest({
      outputsDir: outputs,
      inPlace: true,
    });
    expect(jobMetricsStatus).toBe("PASSED");
    expect((await readdir(join(dir, "outputs", jobID))).sort()).toEqual([
      "metrics.binproto",
      "plots",
    ]);
    // A record of the same run takes the place of the link alone.
    await platform.recordTest({ jobID, message: scalarMessage("Distance", 2) });
    await expect(
      platform.recordTest({ outputsDir: join(outputs, "gone"), inPlace: true }),
    ).rejects.toThrow(/^The outputs folder .* does not exist$/);
  }
  expect(await readFile(join(outputs, "plots/speed.html"), "utf8")).toBe("a plot");
  expect((await readdir(outputs)).sort()).toEqual(["metrics.binproto", "plots"]);
});

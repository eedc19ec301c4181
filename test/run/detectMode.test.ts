import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, detectMode } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary.js";

async function inputsWith(entries: string[]): Promise<string> {
  const inputs = await temporaryFolder();
  for (const entry of entries) {
    if (entry.endsWith("/")) await mkdir(join(inputs, entry));
    else await writeFile(join(inputs, entry), "{}");
  }
  return inputs;
}

describe("the mode of a run", () => {
  it.each([
    { given: ["report_config.json"], want: "report" },
    { given: ["batch_metrics_config.json"], want: "batch" },
    { given: ["batch_metrics_config.json", "logs/"], want: "batch" },
    { given: ["logs/", "experience/"], want: "test" },
    { given: ["logs/"], want: "test" },
    { given: ["experience/"], want: "test" },
  ])("is $want where the inputs hold $given", async ({ given, want }) => {
    expect((await detectMode(await inputsWith(given))).mode).toBe(want);
  });

  it("names both folders in test mode, even a missing one", async () => {
    const inputs = await inputsWith(["logs/"]);
    expect(await detectMode(inputs)).toEqual({
      mode: "test",
      logsDir: join(inputs, "logs"),
      experienceDir: join(inputs, "experience"),
    });
  });

  it.each([
    {
      problem: "both config files",
      given: ["report_config.json", "batch_metrics_config.json"],
      says: /holds both batch_metrics_config\.json and report_config\.json/,
    },
    {
      problem: "nothing",
      given: [],
      says: /looked for report_config\.json.*logs\/ or experience\//,
    },
    { problem: "a file named logs", given: ["logs"], says: /holds no inputs/ },
  ])("is an error that names the folder if the inputs are $problem", async ({ given, says }) => {
    const inputs = await inputsWith(given);
    const failure = await detectMode(inputs).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toMatch(says);
    expect(String(failure)).toContain(inputs);
  });

  it("is an error if the inputs folder does not exist", async () => {
    const inputs = join(await temporaryFolder(), "nowhere");
    await expect(detectMode(inputs)).rejects.toThrow(`${inputs} holds no inputs`);
  });
});

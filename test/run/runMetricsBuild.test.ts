import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  InputError,
  type MetricsFunctions,
  runMetricsBuild,
  type TestContext,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary.js";

async function testFolders() {
  const folder = await temporaryFolder();
  const inputs = join(folder, "inputs");
  await mkdir(join(inputs, "logs"), { recursive: true });
  return { inputs, outputs: join(folder, "outputs") };
}

async function runIn(
  folders: { inputs: string; outputs: string },
  functions: MetricsFunctions,
  options: { signal?: AbortSignal; env?: Record<string, string> } = {},
) {
  let stderr = "";
  const write = (text: string) => {
    stderr += text;
  };
  const run = { ...folders, env: {}, ownsProcess: false, stderr: { write }, ...options };
  const result = await runMetricsBuild(functions, run);
  const left = await readdir(folders.outputs, { recursive: true }).catch(() => []);
  return { ...result, stderr, left: left.sort() };
}

const answer = ({ writer }: TestContext) => {
  writer.addScalarMetric("Answer", { value: 42 });
};

describe("a test run", () => {
  it("receives its folders, and leaves the message and its files", async () => {
    const folders = await testFolders();
    const run = await runIn(folders, {
      test: async ({ logsDir, experienceDir, outputs, writer }) => {
        expect(logsDir).toBe(join(folders.inputs, "logs"));
        expect(experienceDir).toBe(join(folders.inputs, "experience"));
        const image = await outputs.file("frames/a.png", new Uint8Array([1, 2, 3]));
        writer.addImageMetric("First frame", { image });
      },
    });
    expect(run).toMatchObject({ exitCode: 0, mode: "test" });
    expect(run.left).toEqual(["frames", "frames/a.png", "metrics.binproto"]);
    expect([...(await readFile(join(folders.outputs, "frames/a.png")))]).toEqual([1, 2, 3]);
  });

  it("succeeds with a blocking metric: that is a result", async () => {
    const run = await runIn(await testFolders(), {
      test: ({ writer }) => {
        writer.addScalarMetric("Collisions", { value: 1, status: "FAIL_BLOCK" });
      },
    });
    expect(run).toMatchObject({ exitCode: 0, left: ["metrics.binproto"] });
  });

  it("uses the folders in METRICS_INPUTS and METRICS_OUTPUTS", async () => {
    const { inputs, outputs } = await testFolders();
    const lines: string[] = [];
    const result = await runMetricsBuild(
      { test: answer },
      {
        env: { METRICS_INPUTS: inputs, METRICS_OUTPUTS: outputs, METRICS_LOG: "error" },
        ownsProcess: false,
        stderr: { write: (text) => lines.push(text) },
      },
    );
    expect(lines).toEqual([]);
    expect(result).toEqual({
      exitCode: 0,
      mode: "test",
      warnings: [],
      file: join(outputs, "metrics.binproto"),
    });
  });

  it.each([
    {
      what: "an error of its own is shown with its stack",
      test: () => {
        throw new TypeError("poses is undefined");
      },
      says: /error: TypeError: poses is undefined\n\s+at /,
    },
    {
      what: "an error of the input is shown with what to do next",
      test: () => {
        throw new InputError("run.mcap is truncated", { hint: "Copy it again." });
      },
      says: /error: run\.mcap is truncated\n {2}Copy it again\.\n$/,
    },
    {
      what: "a presigned URL in an error loses its signature",
      test: () => {
        throw new Error("GET https://host/o?X-Amz-Signature=abcdef failed");
      },
      says: /GET https:\/\/host\/o failed/,
    },
    {
      what: "one name for two metrics is refused",
      test: (context: TestContext) => {
        answer(context);
        answer(context);
      },
      says: /Answer/,
    },
  ])("fails without a message: $what", async ({ test, says }) => {
    const run = await runIn(await testFolders(), { test });
    expect(run).toMatchObject({ exitCode: 1, left: [] });
    expect(run.stderr).toMatch(says);
    expect(run.stderr).not.toContain("X-Amz");
  });

  it("does not leave the message of an earlier run when it fails", async () => {
    const folders = await testFolders();
    expect((await runIn(folders, { test: answer })).left).toEqual(["metrics.binproto"]);
    const failed = await runIn(folders, { test: () => Promise.reject(new Error("no")) });
    expect(failed.left).toEqual([]);
  });

  it("reports an outputs folder that is not writable before it computes anything", async () => {
    const folders = await testFolders();
    await writeFile(folders.outputs, "a file stands here");
    let called = false;
    const run = await runIn(folders, {
      test: () => {
        called = true;
      },
    });
    expect(run.exitCode).toBe(1);
    expect(called).toBe(false);
    expect(run.stderr).toContain(`cannot write ${folders.outputs}: there is a file where a folder`);
  });

  it.each([
    "/etc/passwd",
    "../a.png",
    "a/../../b.png",
    "",
    "frames/",
    "metrics.binproto",
    "a\\b.png",
  ])("refuses to write the file %j", async (path) => {
    const run = await runIn(await testFolders(), {
      test: async ({ outputs }) => {
        await outputs.file(path, "content");
      },
    });
    expect(run).toMatchObject({ exitCode: 1, left: [] });
    expect(run.stderr).toContain("relative to the outputs folder");
  });

  it("ends when its signal is aborted, although the function continues", async () => {
    const stop = new AbortController();
    const run = await runIn(
      await testFolders(),
      {
        test: ({ signal }) => {
          setTimeout(() => stop.abort(new Error("enough")), 10);
          return new Promise((resolve) => {
            signal.addEventListener("abort", () => setTimeout(resolve, 100));
          });
        },
      },
      { signal: stop.signal },
    );
    expect(run).toMatchObject({ exitCode: 1, left: [] });
    expect(run.stderr).toContain("enough");
  });
});

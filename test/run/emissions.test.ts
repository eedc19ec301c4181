import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type Emissions,
  EmissionsWriter,
  type MetricsFunctions,
  type RunEmissions,
  runMetricsBuild,
  type TestContext,
  type Topics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary.js";

const topics = {
  motion: { schema: { speed: "float" } },
  frame: { schema: { file: "image" } },
} as const satisfies Topics;

async function testFolders(kind = "logs") {
  const folder = await temporaryFolder();
  const inputs = join(folder, "inputs");
  await mkdir(join(inputs, kind), { recursive: true });
  return { inputs, outputs: join(folder, "outputs") };
}

async function runIn(
  folders: { inputs: string; outputs: string },
  functions: MetricsFunctions,
  options: { emissions?: RunEmissions; signal?: AbortSignal } = {},
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
const speed = ({ emissions }: TestContext) => emissions.emit("motion", { speed: 1 }, { time: 5n });
const both = (context: TestContext) => {
  answer(context);
  speed(context);
};

describe("the emissions of a test", () => {
  it.each<[string, MetricsFunctions["test"], RunEmissions | undefined, string[]]>([
    ["metrics alone", answer, undefined, ["metrics.binproto"]],
    ["rows alone", speed, undefined, ["emissions.resim.jsonl"]],
    ["rows alone, in a build that emits", speed, { topics }, ["emissions.resim.jsonl"]],
    ["both", both, { topics }, ["emissions.resim.jsonl", "metrics.binproto"]],
    ["nothing", () => {}, undefined, ["metrics.binproto"]],
    ["nothing, in a build that emits", () => {}, { topics }, []],
    [
      "rows and a status",
      (context) => {
        speed(context);
        context.overrideStatus("FAIL_BLOCK");
      },
      { topics },
      ["emissions.resim.jsonl", "metrics.binproto"],
    ],
    ["rows in a file of another name", speed, { file: "mine.resim.jsonl" }, ["mine.resim.jsonl"]],
  ])("%s", async (_, test, emissions, files) => {
    const folders = await testFolders();
    const run = await runIn(folders, { ...(test && { test }) }, emissions ? { emissions } : {});
    expect(run).toMatchObject({ exitCode: 0, mode: "test", left: files });
    const path = (ending: string) => {
      const name = files.find((file) => file.endsWith(ending));
      return name && join(folders.outputs, name);
    };
    expect(run).toMatchObject({ file: path(".binproto"), emissions: path(".jsonl") });
  });

  it("do not include those of an earlier run", async () => {
    const folders = await testFolders();
    await mkdir(folders.outputs);
    for (const name of ["emissions.resim.jsonl", "emissions.resim.jsonl.pending"]) {
      await writeFile(join(folders.outputs, name), "old");
    }
    const run = await runIn(folders, { test: answer });
    expect(run.left).toEqual(["metrics.binproto"]);
  });

  it("name media by the results of outputs.file", async () => {
    const folders = await testFolders();
    const test = async ({ emissions, outputs }: TestContext) => {
      emissions.emit("frame", { file: await outputs.file("frames/a.png", "x") });
    };
    const run = await runIn(folders, { test }, { emissions: { topics } });
    expect(run.left).toEqual(["emissions.resim.jsonl", "frames", "frames/a.png"]);
    expect(await readFile(join(folders.outputs, "emissions.resim.jsonl"), "utf8")).toContain(
      '{"file": "a.png"}',
    );
  });

  it("may be beside files of other writers, but their file has a single writer", async () => {
    const folders = await testFolders();
    const test = ({ emissions, outputs }: TestContext) => {
      emissions.emit("motion", { speed: 1 });
      const other = new EmissionsWriter({ dir: outputs.dir, file: "other.resim.jsonl" });
      other.emit("t", { value: 1 });
      other.commit();
      expect(() => new EmissionsWriter({ dir: outputs.dir })).toThrow("another writer is writing");
    };
    const run = await runIn(folders, { test });
    expect(run.left).toEqual(["emissions.resim.jsonl", "other.resim.jsonl"]);
  });

  it("are not added to a file that the user's own writer wrote", async () => {
    const folders = await testFolders();
    const test = ({ outputs, emissions }: TestContext) => {
      const own = new EmissionsWriter({ dir: outputs.dir });
      own.emit("t", { value: 1 });
      own.commit();
      const emit = () => emissions.emit("t", { value: 2 });
      expect(emit).toThrow("another writer is writing");
      expect(emit).toThrow("another writer is writing");
      expect(emissions.rows).toBe(0);
    };
    const run = await runIn(folders, { test });
    expect(run).toMatchObject({ exitCode: 0, left: ["emissions.resim.jsonl", "metrics.binproto"] });
    expect(await readFile(join(folders.outputs, "emissions.resim.jsonl"), "utf8")).toContain(
      '{"value": 1}',
    );
  });
});

describe("a test that fails leaves no emissions", () => {
  const failure = () => {
    throw new Error("broken");
  };
  it.each<[string, (context: TestContext) => void | Promise<void>, string]>([
    [
      "after its rows",
      (context) => {
        both(context);
        failure();
      },
      "broken",
    ],
    [
      "by a row that the config does not take",
      (context) => {
        const emissions: Emissions<Topics> = context.emissions;
        emissions.emit("motion", { speed: "fast" });
      },
      'topic "motion", field "speed" must be a number, got "fast" (T5)',
    ],
    [
      "by a message that the platform would refuse",
      (context) => {
        speed(context);
        answer(context);
        context.writer.addMetricsData({ name: "" } as never);
      },
      "error",
    ],
    [
      "on its way to the disk",
      async (context) => {
        answer(context);
        await mkdir(join(context.outputs.dir, "emissions.resim.jsonl.pending"));
        speed(context);
      },
      "cannot write",
    ],
  ])("%s", async (_, test, message) => {
    const run = await runIn(await testFolders(), { test }, { emissions: { topics } });
    expect(run).toMatchObject({ exitCode: 1 });
    expect(run.stderr).toContain(message);
    expect(run.left.filter((name) => !name.endsWith(".pending"))).toEqual([]);
  });

  it("when it is stopped, and accepts no row after that", async () => {
    const controller = new AbortController();
    let late: unknown;
    let done = () => {};
    const ended = new Promise<void>((resolve) => {
      done = resolve;
    });
    const run = await runIn(
      await testFolders(),
      {
        test: async (context) => {
          context.emissions.emitSeries("motion", { speed: new Float64Array(50_000) });
          controller.abort(new Error("enough"));
          await new Promise((resolve) => setTimeout(resolve, 50));
          try {
            speed(context);
          } catch (error) {
            late = error;
          }
          done();
        },
      },
      { signal: controller.signal, emissions: { topics } },
    );
    await ended;
    expect(run).toMatchObject({ exitCode: 1, left: [] });
    expect(String(late)).toContain("a row was added after the end of the file");
  });
});

describe("batch mode of a build that emits", () => {
  it.each<[string, RunEmissions | undefined, string[]]>([
    ["writes nothing without a function", { topics }, []],
    [
      "writes an empty message as ever where the build emits nothing",
      undefined,
      ["metrics.binproto"],
    ],
  ])("%s", async (_, emissions, left) => {
    const folders = await testFolders();
    await writeFile(
      join(folders.inputs, "batch_metrics_config.json"),
      JSON.stringify({
        authToken: "t",
        apiURL: "http://127.0.0.1:9",
        batchID: crypto.randomUUID(),
      }),
    );
    const run = await runIn(folders, { test: speed }, emissions ? { emissions } : {});
    expect(run).toMatchObject({ exitCode: 0, mode: "batch", left });
  });
});

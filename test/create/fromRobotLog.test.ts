import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodeJobMetrics, runMetricsBuild, unpackJobMetrics } from "@metrics-project/runtime";
import { expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/create/command.js";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { robotTopics } from "../logs/robotTopics.js";
import { writeMcap } from "../logs/writeMcap.js";
import { temporaryFolder } from "../temporary.js";

const run = promisify(execFile);

it("a project from a log of all common message types compiles, and its metrics are right", async () => {
  const cwd = await temporaryFolder();
  const topics = robotTopics();
  await writeFile(join(cwd, "robot.mcap"), await writeMcap(topics));
  const world = fakeWorld({ cwd });
  const named = topics.flatMap(({ topic }) => ["--topic", topic]);
  const argv = ["metrics", "--from", "robot.mcap", ...named];
  const quick = ["--link", "registry", "--no-git", "--no-install"];
  expect(await runCommand(world, command, [...argv, ...quick]), world.err()).toBe(0);

  const root = join(cwd, "metrics");
  const modules = join(packageRoot(), "node_modules");
  await symlink(modules, join(root, "node_modules"), "dir");
  const tsc = join(modules, "typescript", "bin", "tsc");
  const conditions = ["--customConditions", "@metrics-project/source"];
  await run(process.execPath, [tsc, "-p", root, ...conditions]).catch(({ stdout }) => {
    throw new Error(String(stdout));
  });

  const { testMetrics } = await import(join(root, "src", "test-metrics.ts"));
  const outputs = join(cwd, "outputs");
  await mkdir(outputs);
  let said = "";
  const { exitCode } = await runMetricsBuild(
    { test: testMetrics },
    {
      inputs: join(root, "samples", "robot"),
      outputs,
      ownsProcess: false,
      stderr: { write: (text: string) => (said += text) },
    },
  );
  expect(exitCode, said).toBe(0);
  const job = unpackJobMetrics(decodeJobMetrics(await readFile(join(outputs, "metrics.binproto"))));
  const found = job.metrics.map((metric) =>
    metric.type === "SCALAR"
      ? `${metric.name}: ${metric.value?.toPrecision(4)} ${metric.unit ?? ""}`.trimEnd()
      : `${metric.name}: ${metric.type}`,
  );
  expect(found).toMatchInlineSnapshot(`
    [
      "Fix ground distance: 10.00 m",
      "Fix fixes: 80.39 %",
      "Fix path: LINE_PLOT",
      "Fix fix quality: STATES_OVER_TIME",
      "Imu data peak acceleration: 9.810 m/s²",
      "Imu data rate: 50.00 Hz",
      "Imu data acceleration: DOUBLE_OVER_TIME",
      "Scan closest return: 0.5000 m",
      "Scan closest return over time: DOUBLE_OVER_TIME",
      "Sonar closest return: 0.7500 m",
      "Sonar closest return over time: DOUBLE_OVER_TIME",
      "Battery state charge over time: DOUBLE_OVER_TIME",
      "Battery state charge minimum: 50.00 %",
      "Battery state charge mean: 62.50 %",
      "Battery state charge maximum: 75.00 %",
      "Battery state charge distribution: HISTOGRAM",
      "Battery state voltage over time: DOUBLE_OVER_TIME",
      "Battery state voltage minimum: 12.40 V",
      "Battery state voltage mean: 12.50 V",
      "Battery state voltage maximum: 12.60 V",
      "Battery state voltage distribution: HISTOGRAM",
      "Joint states positions: DOUBLE_OVER_TIME",
      "Diagnostics levels: STATES_OVER_TIME",
      "Mode states: STATES_OVER_TIME",
      "Mode changes: 1.000",
      "Camera image raw pictures: IMAGE_LIST",
      "Camera image raw compressed pictures: IMAGE_LIST",
      "Cmd vel linear velocity over time: DOUBLE_OVER_TIME",
      "Cmd vel linear velocity minimum: 1.000 m/s",
      "Cmd vel linear velocity mean: 1.000 m/s",
      "Cmd vel linear velocity maximum: 1.000 m/s",
      "Cmd vel linear velocity distribution: HISTOGRAM",
      "Cmd vel turn rate over time: DOUBLE_OVER_TIME",
      "Cmd vel turn rate minimum: -0.5000 rad/s",
      "Cmd vel turn rate mean: -0.004950 rad/s",
      "Cmd vel turn rate maximum: 0.000 rad/s",
      "Cmd vel turn rate distribution: HISTOGRAM",
      "Goal pose distance: 10.00 m",
      "Goal pose top speed: 1.000 m/s",
      "Goal pose speed: DOUBLE_OVER_TIME",
      "Goal pose speed distribution: HISTOGRAM",
      "Goal pose path: LINE_PLOT",
      "Tf messages: 101.0",
      "Tf rate: 10.00 Hz",
      "Temperature value over time: DOUBLE_OVER_TIME",
      "Temperature value minimum: 20.00",
      "Temperature value mean: 22.50",
      "Temperature value maximum: 25.00",
      "Temperature value distribution: HISTOGRAM",
    ]
  `);
}, 300_000);

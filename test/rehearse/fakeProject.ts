import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/rehearse/command.js";
import { scalarMessage } from "../platform/messages.js";
import { temporaryFolder } from "../temporary.js";

/**
 * A build that does as the test's logs tell it: `message.binproto` is written as it is, `behavior.txt`
 * says what goes wrong. In batch and report mode it asks the platform, and writes what the project has.
 */
const build = `
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync, appendFileSync } from "node:fs";
const { METRICS_INPUTS: inputs, METRICS_OUTPUTS: outputs } = process.env;
const target = outputs + "/metrics.binproto";
appendFileSync("runs.txt", inputs.split(/[\\\\/]/).slice(-2).join("/") + "\\n");
const config = ["batch_metrics_config.json", "report_config.json"].find((name) => existsSync(inputs + "/" + name));
if (config === undefined) {
  const behavior = existsSync(inputs + "/logs/behavior.txt") ? readFileSync(inputs + "/logs/behavior.txt", "utf8") : "";
  if (existsSync(inputs + "/logs/stderr.txt")) console.error(readFileSync(inputs + "/logs/stderr.txt", "utf8"));
  if (behavior === "crash") { console.error("the log is cut off"); process.exit(1); }
  if (behavior === "hang") { console.error("waiting"); writeFileSync("hang.txt", String(process.pid)); setInterval(() => {}, 1000); }
  else if (behavior === "helper") {
    const code = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); require("fs").writeFileSync("helper.txt", String(process.pid));';
    spawn(process.execPath, ["-e", code], { stdio: "inherit" });
  }
  else if (behavior === "empty") writeFileSync(target, "");
  else if (behavior === "rubbish") writeFileSync(target, "this is not a message");
  else if (behavior !== "nothing") copyFileSync(inputs + "/logs/message.binproto", target);
} else {
  const { apiURL, authToken, projectID, batchID, reportID } = JSON.parse(readFileSync(inputs + "/" + config, "utf8"));
  const ask = async (path) => (await fetch(apiURL + "/projects/" + projectID + path, { headers: { authorization: "Bearer " + authToken } })).json();
  if (batchID !== undefined) console.log(JSON.stringify(await ask("/batches/" + batchID + "/jobs")));
  else console.log(JSON.stringify(await ask("/batches")));
  copyFileSync(batchID === undefined ? "report.binproto" : "batch.binproto", target);
}
`;

export interface FakeProject {
  dir: string;
  addTest(name: string, message: Uint8Array | string): Promise<void>;
  rehearse(...args: string[]): Promise<Rehearsed>;
  /** With variables that the world has besides the usual ones. */
  rehearseWith(env: Record<string, string>, ...args: string[]): Promise<Rehearsed>;
}

export interface Rehearsed {
  code: number;
  stdout: string;
  stderr: string;
}

/** @param folder Where to make it. Default: a folder that goes when the test is done */
export async function fakeProject(folder?: string): Promise<FakeProject> {
  const dir = folder ?? (await temporaryFolder());
  await mkdir(join(dir, "dist"));
  await mkdir(join(dir, "samples"));
  await writeFile(join(dir, "dist", "main.mjs"), build);
  await writeFile(join(dir, "batch.binproto"), scalarMessage("Mean speed", 0.5, "m/s"));
  await writeFile(join(dir, "report.binproto"), scalarMessage("Batches", 4));
  return {
    dir,
    async addTest(name, message) {
      const logs = join(dir, "samples", name, "logs");
      await mkdir(logs, { recursive: true });
      const file = typeof message === "string" ? "behavior.txt" : "message.binproto";
      await writeFile(join(logs, file), message);
    },
    rehearse: (...args) => rehearseIn(dir, args, new AbortController().signal),
    rehearseWith: (env, ...args) => rehearseIn(dir, args, new AbortController().signal, env),
  };
}

export async function rehearseIn(
  dir: string,
  args: readonly string[],
  signal: AbortSignal,
  env: Record<string, string> = {},
): Promise<Rehearsed> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const texts = { stdout: "", stderr: "" };
  stdout.on("data", (chunk: Buffer) => {
    texts.stdout += chunk.toString();
  });
  stderr.on("data", (chunk: Buffer) => {
    texts.stderr += chunk.toString();
  });
  const world = { cwd: dir, env: { ...process.env, ...env }, stdin, stdout, stderr, signal };
  const code = await runCommand(world, command, args);
  return { code, ...texts };
}

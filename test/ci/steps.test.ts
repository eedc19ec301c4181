import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { ciProject } from "./ciProject.js";

const run = promisify(execFile);
const image = "registry.example.com/team/metrics:v1.2.3";

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
    expect(await called()).toEqual([
      `docker build --platform linux/amd64 --build-arg VERSION=v1.2.3 --build-arg REVISION=abc123 --tag ${image} .`,
      "docker login --username robot --password-stdin registry.example.com",
      `docker push ${image}`,
      expect.stringMatching(/^curl .*https:\/\/\S+\/resim-linux-amd64/),
      `resim metrics-builds create --project drones --name metrics --version v1.2.3 --image ${image}`,
    ]);

    const description = join(folder, "openapi/platform.yaml");
    const ping =
      'paths:\n  /ping:\n    get:\n      operationId: ping\n      responses: {"200": {description: pong}}\n';
    const before = await readFile(description, "utf8");
    await writeFile(join(folder, "../new.yaml"), before.replace(/^paths:\n/m, ping));
    await runAll(commandsOf("regenerate"));
    const { stdout: pushed } = await run("git", ["show", "--stat", "--format=%s", "regenerate"], {
      cwd: origin,
    });
    expect(pushed).toMatch(/^Regenerate from the platform's changed API/);
    expect(pushed).toMatch(/src\/generated\/api\/paths\.ts/);

    expect(await runAll(commandsOf("regenerate"))).toContain("nothing changed");
  });
});

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { OutputKind } from "../../generators/project/answers.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { temporaryFolder } from "../temporary.js";

/** Stands in for the platform's CLI. */
const cli = '#!/bin/sh\necho "cli $* as $SIGNALFLAG_USERNAME/$RESIM_USERNAME" >> "$CALLS"\n';

/** Downloads the CLI, unless the asset has another name. */
const curl = `#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" = --output ] && file=$2; shift; done
echo "curl $1" >> "$CALLS"
case "$1" in *"$ASSET") cp "$CLI" "$file" ;; *) exit 22 ;; esac
`;

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, "cli"), cli);
  await writeFile(join(folder, "curl"), curl, { mode: 0o755 });
});

/** Runs the script of a fresh project, with its checksum replaced by `sha256` where that is given. */
async function register(output: OutputKind, more: Record<string, string> = {}, sha256?: string) {
  const files = await renderProject({
    answers: {
      ...{ name: "my-metrics", logs: "csv", modes: ["test"], link: "vendored", ci: "github" },
      ...{ packageManager: "npm", output },
    },
    version: "0.1.0",
    runtime: { specifier: "file:vendor/runtime.tgz" },
    platform: { specifier: "file:vendor/platform.tgz" },
    cli: { specifier: "file:vendor/cli.tgz" },
  });
  const script = String(files.get("ci/register-image.sh"));
  const changed = sha256 === undefined ? script : script.replace(/^sha256=.*/m, `sha256=${sha256}`);
  await writeFile(join(folder, "register.sh"), changed);
  const calls = join(folder, "calls");
  await writeFile(calls, "");
  const { status, stderr } = spawnSync("sh", ["register.sh"], {
    cwd: folder,
    encoding: "utf8",
    env: {
      PATH: `${folder}:${process.env.PATH}`,
      CALLS: calls,
      CLI: join(folder, "cli"),
      ASSET: output === "binproto" ? "resim-linux-amd64" : "signalflag-linux-amd64",
      IMAGE_BY_DIGEST: "a/b@sha256:1",
      VERSION: "v1",
      SIGNALFLAG_PROJECT: "drones",
      SIGNALFLAG_USERNAME: "robot",
      ...more,
    },
  });
  const all = (await readFile(calls, "utf8")).split("\n").filter((call) => call !== "");
  return { status, stderr, ran: all.filter((call) => call.startsWith("cli ")), all };
}

const checksum = createHash("sha256").update(cli).digest("hex");
const created =
  "cli metrics-builds create --project drones --name my-metrics --version v1 --image a/b@sha256:1";
const config =
  "--project drones --branch main --metrics-config-path .resim/metrics/config.resim.yml --templates-path .resim/metrics/templates";

describe("nothing is registered if", () => {
  test.each([
    ["the checksum does not match", {}, "does not match its checksum"],
    [
      "there are no credentials",
      { SIGNALFLAG_USERNAME: "" },
      "Set SIGNALFLAG_USERNAME and SIGNALFLAG_PASSWORD",
    ],
    ["the project is not named", { SIGNALFLAG_PROJECT: "" }, "Set SIGNALFLAG_PROJECT"],
    ["the download fails", { ASSET: "none" }, "cannot be downloaded"],
  ])("%s", async (_, more, message) => {
    const { status, stderr, ran } = await register("binproto", more);
    expect({ status, ran }).toEqual({ status: 1, ran: [] });
    expect(stderr).toContain(message);
  });

  test("a project that emits has no checksum yet: it prints the one to compare", async () => {
    const { status, stderr, ran } = await register("emissions");
    expect({ status, ran }).toEqual({ status: 1, ran: [] });
    expect(stderr).toContain(`Compare ${checksum} with signalflag-linux-amd64 on https://`);
    expect(stderr).toContain("releases/tag/v0.65.0");
  });
});

describe("the image is registered", () => {
  test("by its digest", async () => {
    const { status, ran } = await register("binproto", {}, checksum);
    expect({ status, ran }).toEqual({ status: 0, ran: [`${created} as robot/robot`] });
  });

  test("with variables of the platform's earlier name", async () => {
    const earlier = { RESIM_PROJECT: "drones", RESIM_USERNAME: "arm" };
    const unset = { SIGNALFLAG_PROJECT: "", SIGNALFLAG_USERNAME: "" };
    const { status, ran } = await register("binproto", { ...unset, ...earlier }, checksum);
    expect({ status, ran }).toEqual({ status: 0, ran: [`${created} as arm/arm`] });
  });

  test.each(["emissions", "both"] as const)(
    "and its config is validated and synced, for the output %s",
    async (output) => {
      const { status, ran } = await register(output, {}, checksum);
      expect(status).toBe(0);
      expect(ran).toEqual([
        `${created} as robot/robot`,
        `cli metrics validate ${config} as robot/robot`,
        `cli metrics sync ${config} as robot/robot`,
      ]);
    },
  );

  test("by a CLI release with the earlier name", async () => {
    const { status, all } = await register("emissions", { ASSET: "resim-linux-amd64" }, checksum);
    expect(status).toBe(0);
    expect(all.slice(0, 3)).toEqual([
      expect.stringMatching(/^curl .*signalflag-linux-amd64$/),
      expect.stringMatching(/^curl .*resim-linux-amd64$/),
      expect.stringMatching(/^cli metrics-builds create/),
    ]);
  });
});

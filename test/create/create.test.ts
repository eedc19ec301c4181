import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/create/command.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { filesBelow, temporaryFolder } from "./temporaryFolder.js";

// Version ranges need no tarballs, so these tests need no build.
const quick = ["--link", "registry", "--no-git", "--no-install"];

async function create(cwd: string, ...argv: string[]) {
  const world = fakeWorld({ cwd });
  const code = await runCommand(world, command, [...argv, ...quick]);
  return { code, out: world.out(), err: world.err() };
}

describe("the tree of a project", () => {
  it.each([
    ["mcap", []],
    ["csv", ["--modes", "test"]],
    ["jsonl", ["--modes", "report", "--package-manager", "pnpm"]],
    ["csv", ["--ci", "github"]],
    ["csv", ["--ci", "gitlab", "--package-manager", "yarn"]],
  ])("%s %j", async (logs, more) => {
    const cwd = await temporaryFolder();
    const { code } = await create(cwd, "metrics", "--logs", logs, ...more);
    expect(code).toBe(0);
    const files = await filesBelow(join(cwd, "metrics"));
    expect(
      files.filter((path) => !/^(src\/generated|openapi|proto)\//.test(path)),
    ).toMatchSnapshot();
    expect(await readFile(join(cwd, "metrics", "package.json"), "utf8")).toMatchSnapshot();
    expect(await readFile(join(cwd, "metrics", "src", "main.ts"), "utf8")).toMatchSnapshot();
  });

  it("contains the API description, the schema, and the code generated from them", async () => {
    const cwd = await temporaryFolder();
    await create(cwd, "metrics");
    const files = await filesBelow(join(cwd, "metrics"));
    expect(files.filter((path) => /^(src\/generated|openapi|proto)\//.test(path))).toEqual([
      "openapi/platform.yaml",
      "proto/resim/metrics/proto/metrics.proto",
      "proto/resim/utils/proto/uuid.proto",
      "src/generated/api/paths.ts",
      "src/generated/api/query-styles.ts",
      "src/generated/proto/google/protobuf/struct.ts",
      "src/generated/proto/google/protobuf/timestamp.ts",
      "src/generated/proto/resim/metrics/proto/metrics.ts",
      "src/generated/proto/resim/utils/proto/uuid.ts",
    ]);
  });

  it("escapes nothing and leaves no template syntax", async () => {
    const cwd = await temporaryFolder();
    await create(cwd, "metrics");
    const paths = await filesBelow(join(cwd, "metrics"));
    expect(paths).toContain("src/main.ts");
    const found: string[] = [];
    for (const path of paths.filter((path) => !path.endsWith(".mcap"))) {
      const text = await readFile(join(cwd, "metrics", path), "utf8");
      const template = path.startsWith("src/generated") ? [] : (text.match(/\{\{[#/a-z].*/g) ?? []);
      const escaped = text.match(/&(quot|#x27|amp|lt|gt);.*/g) ?? [];
      found.push(...[...escaped, ...template].map((words) => `${path}: ${words}`));
    }
    expect(found).toEqual([]);
  });
});

describe("without a terminal", () => {
  it("prints the defaults that it used, and the next steps", async () => {
    const cwd = await temporaryFolder();
    const { code, out } = await create(cwd);
    expect(code).toBe(0);
    expect(out).toContain(
      "Defaults: --logs mcap --modes test,batch,report --output binproto --ci none\n",
    );
    expect(out).toContain("  cd my-metrics\n  npm install\n  npm run rehearse\n");
    expect(await readdir(cwd)).toEqual(["my-metrics"]);
  });

  it("--json prints one object and nothing else", async () => {
    const cwd = await temporaryFolder();
    const { code, out, err } = await create(cwd, "metrics", "--json", "--logs", "csv");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      target: join(cwd, "metrics"),
      answers: { name: "metrics", logs: "csv", packageManager: "npm" },
      installed: "no",
      next: ["cd metrics", "npm install", "npm run rehearse"],
    });
  });

  it("--dry-run lists what it would write and writes nothing", async () => {
    const cwd = await temporaryFolder();
    const { code, out } = await create(cwd, "metrics", "--dry-run");
    expect(code).toBe(0);
    expect(out).toContain("  src/read-logs.ts\n");
    expect(await readdir(cwd)).toEqual([]);
  });

  it("uses the package manager that runs it", async () => {
    const cwd = await temporaryFolder();
    const world = fakeWorld({ cwd, env: { npm_config_user_agent: "pnpm/10.0.0 npm/? node/v24" } });
    await runCommand(world, command, ["metrics", ...quick]);
    expect(world.out()).toContain("  pnpm install\n");
  });

  it.each([
    ["npm/11.0.0 node/v24", ["my robot", "--logs", "csv"], "--name my-robot"],
    [
      "pnpm/10.0.0 npm/?",
      ["robot", "--ci", "github"],
      "--logs mcap --modes test,batch,report --ci github",
    ],
  ])(
    "prints a command that creates the same project again (%s, %j)",
    async (agent, argv, flags) => {
      const cwd = await temporaryFolder();
      const again = async (words: readonly string[], dir: string) => {
        const world = fakeWorld({ cwd: dir, env: { npm_config_user_agent: agent } });
        const code = await runCommand(world, command, [...words, "--name", "my-robot", ...quick]);
        return {
          code,
          ...JSON.parse(await readFile(join(dir, argv[0] ?? "", ".metrics-project.json"), "utf8")),
          out: world.out(),
        };
      };
      const first = await again(argv, cwd);
      const line = /To repeat: (.*)/.exec(first.out)?.[1] ?? "";
      expect(line).toContain(flags);
      const words = (line.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) =>
        word.replace(/["']/g, ""),
      );
      const second = await again(words.slice(2), await temporaryFolder());
      expect(second).toMatchObject({ code: 0, answers: first.answers });
    },
  );

  it("uses the package manager of the workspace around it", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "package.json"), '{"workspaces":["packages/*"]}');
    await writeFile(join(cwd, "yarn.lock"), "");
    const { out } = await create(cwd, "packages/metrics");
    expect(out).toContain("  cd packages/metrics\n  yarn install\n");
  });
});

describe("the lockfile that an image needs", () => {
  const createIn = async (...argv: string[]) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "package.json"), '{"workspaces":["packages/*"]}');
    return create(cwd, ...argv);
  };
  const advice = "npm install --package-lock-only --no-workspaces\n";

  it("is explained inside an npm workspace", async () => {
    const { code, out } = await createIn("packages/metrics");
    expect(code).toBe(0);
    expect(out).toContain(advice);
  });

  it("is not mentioned outside the workspace", async () => {
    const { code, out } = await createIn("elsewhere");
    expect(code).toBe(0);
    expect(out).not.toMatch(/lock/);
  });
});

describe("a folder that already exists", () => {
  /** A folder with the folder `metrics`, which contains these files with the text "mine". */
  async function folderWith(...paths: string[]) {
    const cwd = await temporaryFolder();
    for (const path of paths) {
      await mkdir(join(cwd, "metrics", path, ".."), { recursive: true });
      await writeFile(join(cwd, "metrics", path), "mine");
    }
    return cwd;
  }

  it("receives the project if it contains only other files, and keeps them", async () => {
    const cwd = await folderWith("src/mine.ts");
    expect((await create(cwd, "metrics")).code).toBe(0);
    expect(await readFile(join(cwd, "metrics", "src", "mine.ts"), "utf8")).toBe("mine");
    expect(await filesBelow(join(cwd, "metrics"))).toContain("src/main.ts");
  });

  it("may be the current folder, in which no temporary files remain", async () => {
    const cwd = await temporaryFolder();
    expect((await create(cwd, ".", "--name", "here")).code).toBe(0);
    const names = await readdir(cwd);
    expect(names).toContain("package.json");
    expect(names.filter((name) => name.includes("unfinished"))).toEqual([]);
  });

  it("is refused if files differ, and nothing changes", async () => {
    const cwd = await folderWith("README.md");
    const { code, err } = await create(cwd, "metrics");
    expect(code).toBe(1);
    expect(err).toContain("  README.md\n");
    expect(err).toContain("--force");
    expect(await filesBelow(cwd)).toEqual(["metrics/README.md"]);
  });

  it("is refused with the list of files in --json, too", async () => {
    const { code, out } = await create(await folderWith("README.md"), "metrics", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      error: { code: "conflict", files: ["README.md"] },
    });
  });

  it("is overwritten with --force, except for the user's own files", async () => {
    const cwd = await folderWith("README.md", "notes.md");
    const { code, out } = await create(cwd, "metrics", "--force");
    expect(code).toBe(0);
    expect(out).toContain("Overwrote: README.md\n");
    expect(await readFile(join(cwd, "metrics", "README.md"), "utf8")).toMatch(/^# metrics/);
    expect(await readFile(join(cwd, "metrics", "notes.md"), "utf8")).toBe("mine");
  });

  it("may be a link to a folder, and the project has the name of the link", async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "disk"));
    await symlink(join(cwd, "disk"), join(cwd, "metrics"));
    const { code, out } = await create(cwd, "metrics");
    expect(code).toBe(0);
    expect(out).toContain("  cd metrics\n");
    expect(await readFile(join(cwd, "disk", "package.json"), "utf8")).toContain(
      '"name": "metrics"',
    );
  });

  it("is accepted if it contains the same files from an earlier run", async () => {
    const cwd = await temporaryFolder();
    await create(cwd, "metrics");
    expect((await create(cwd, "metrics")).code).toBe(0);
  });
});

describe("the -- that npm needs", () => {
  const createWith = async (env: Record<string, string>, ...argv: string[]) => {
    const world = fakeWorld({ cwd: await temporaryFolder(), env });
    const code = await runCommand(world, command, argv);
    return { code, out: world.out(), err: world.err() };
  };

  it.each([
    [["metrics", "csv"], { npm_config_logs: "true" }, "metrics -- --logs csv"],
    [
      ["metrics"],
      { npm_config_logs: "csv", npm_config_modes: "test" },
      "metrics -- --logs csv --modes test",
    ],
    [
      ["metrics"],
      { npm_config_git: "false", npm_config_install: "" },
      "metrics -- --no-git --no-install",
    ],
    [["metrics"], { npm_config_dry_run: "true" }, "metrics -- --dry-run"],
    [[], { npm_config_package_manager: "bun" }, "metrics-project -- --package-manager bun"],
  ])("is reported as missing if npm consumed an option: %j %j", async (argv, env, meant) => {
    const { code, err } = await createWith({ npm_command: "init", ...env }, ...argv);
    expect(code).toBe(2);
    expect(err).toContain("npm read --");
    expect(err).toContain(meant);
  });

  it("is not reported as missing because of npm's own options", async () => {
    const env = { npm_command: "init", npm_config_yes: "true", npm_config_git: "/usr/bin/git" };
    const { code } = await createWith(env, "metrics", ...quick, "--dry-run");
    expect(code).toBe(0);
  });

  it("is also accepted for other package managers", async () => {
    const { code, out } = await createWith(
      {},
      "metrics",
      "--",
      ...quick,
      "--dry-run",
      "--logs",
      "csv",
    );
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("odometry.csv") });
  });
});

describe("a command line is refused for", () => {
  it.each([
    [["My Metrics"], 2, "lowercase", "--name my-metrics"],
    [["metrics", "--name", "../x"], 2, "is not a valid package name", "--name x"],
    [["metrics", "--name", ""], 2, "it is empty", "--name metrics"],
    [["_metrics"], 2, "starts with a dot or an underscore", "--name metrics"],
    [["node_modules"], 2, "npm reserves it", "--name metrics"],
    [["../x"], 2, "is outside the current folder", "absolute path"],
    [["a/../../x"], 2, "is outside the current folder", "absolute path"],
    [[""], 2, "DIR is empty", "Enter the folder"],
    [["metrics", "--logs", "csvs"], 2, 'invalid value for --logs: "csvs"', 'Did you mean "csv"'],
    [
      ["metrics", "--ci", "jenkins"],
      2,
      'invalid value for --ci: "jenkins"',
      "github, gitlab, none",
    ],
    [["metrics", "--logz", "csv"], 2, "unknown option --logz", "--logs"],
    [["metrics", "more"], 2, 'unexpected argument "more"', "Usage:"],
  ])("%j", async (argv, expectedCode, message, hint) => {
    const cwd = await temporaryFolder();
    const { code, err } = await create(cwd, ...argv);
    expect(code).toBe(expectedCode);
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(await readdir(cwd)).toEqual([]);
    const json = await create(cwd, ...argv, "--json");
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, error: { code: "usage" } });
  });

  it.each(["metrics", "metrics/below"])("a file instead of the folder: %s", async (target) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "metrics"), "mine");
    const { code, err } = await create(cwd, target);
    expect(code).toBe(1);
    expect(err).toContain(`${join(cwd, "metrics")} exists and is not a folder`);
    expect(await readFile(join(cwd, "metrics"), "utf8")).toBe("mine");
  });

  it("a folder instead of a file", async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "metrics", "README.md"), { recursive: true });
    const { code, err } = await create(cwd, "metrics", "--force");
    expect(code).toBe(1);
    expect(err).toContain("README.md: it is a folder");
    expect(await filesBelow(cwd)).toEqual([]);
  });

  it("a link that leads outside the folder", async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "elsewhere"));
    await mkdir(join(cwd, "metrics"));
    await symlink(join(cwd, "elsewhere"), join(cwd, "metrics", "src"));
    const { code, err } = await create(cwd, "metrics", "--force");
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("src") });
    expect(await readdir(join(cwd, "elsewhere"))).toEqual([]);
    expect(await readdir(join(cwd, "metrics"))).toEqual(["src"]);
  });
});

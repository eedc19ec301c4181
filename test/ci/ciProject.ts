import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { temporaryFolder } from "../temporary.js";

const run = promisify(execFile);

/** A command of a CI file with the environment that the file gives it. */
interface CiCommand {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

type Job = "test" | "image" | "regenerate" | "propose";

/** What the user and the CI set, by the names of both CIs. */
const settings: Record<string, string> = {
  REGISTRY: "registry.example.com",
  IMAGE_REPOSITORY: "team/metrics",
  SIGNALFLAG_PROJECT: "drones",
  REGISTRY_USERNAME: "robot",
  REGISTRY_PASSWORD: "secret",
  SIGNALFLAG_USERNAME: "robot",
  SIGNALFLAG_PASSWORD: "secret",
  REGENERATE_TOKEN: "token",
  GITHUB_REF_NAME: "v1.2.3",
  GITHUB_SHA: "abc123",
  CI_COMMIT_TAG: "v1.2.3",
  CI_COMMIT_SHA: "abc123",
  CI_REGISTRY: "registry.example.com",
  CI_REGISTRY_IMAGE: "registry.example.com/team/metrics",
  CI_REGISTRY_USER: "robot",
  CI_REGISTRY_PASSWORD: "secret",
  CI_PROJECT_URL: "https://git.example.com/team/metrics",
};

/** Writes down how it was called; curl also leaves what it was to fetch. */
const stub = `#!/bin/sh
echo "$(basename "$0") $*" >> "$CALLS"
while [ $# -gt 0 ]; do [ "$1" = --output ] && cp "$0" "$2"; shift; done
exit 0
`;

/** An engine whose one container writes a result, unless TRIAL_FAILS, and whose registry knows a digest. */
const engine = `#!/bin/sh
echo "docker $*" >> "$CALLS"
case "$1" in
  login) cat > /dev/null ;;
  create) echo c0ffee ;;
  start) exit \${TRIAL_FAILS:-0} ;;
  cp) case "$2" in c0ffee:*) mkdir -p "$3" && echo result > "$3/metrics.binproto" ;; esac ;;
esac
while [ $# -gt 0 ]; do
  [ "$1" = --metadata-file ] && printf '{\n  "containerimage.digest": "sha256:abc123"\n}' > "$2"; shift
done
exit 0
`;

/** A fresh project in a repository as a CI checks it out, and what its CI file does there. */
export async function ciProject(ci: "github" | "gitlab") {
  const cwd = await temporaryFolder();
  const folder = join(cwd, "metrics");
  const origin = join(cwd, "origin.git");
  const bin = join(cwd, "bin");
  const calls = join(cwd, "calls");
  const inProject = (program: string, ...args: string[]) => run(program, args, { cwd: folder });

  const create = join(packageRoot(), "dist", "create.cjs");
  const flags = ["--yes", "--logs", "csv", "--ci", ci, "--no-git", "--no-install"];
  await run(process.execPath, [create, "metrics", ...flags], { cwd });
  await inProject("npm", "install", "--package-lock-only", "--no-audit", "--no-fund");
  await run("git", ["init", "--quiet", "--bare", origin]);
  await run("git", ["config", "receive.advertisePushOptions", "true"], { cwd: origin });
  await inProject("git", "init", "--quiet", "--initial-branch=main");
  await inProject("git", "remote", "add", "origin", origin);
  await inProject("git", "add", "--all");
  const who = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  await inProject("git", ...who, "commit", "--quiet", "-m", "first");

  await mkdir(bin);
  await mkdir(join(cwd, "runner"));
  for (const program of ["curl", "gh", "aws", "apk", "sha256sum"]) {
    await writeFile(join(bin, program), stub, { mode: 0o755 });
  }
  await writeFile(join(bin, "docker"), engine, { mode: 0o755 });
  const world = {
    ...process.env,
    ...settings,
    PATH: `${bin}:${process.env.PATH}`,
    CALLS: calls,
    CI: "true",
    CI_PROJECT_DIR: folder,
    RUNNER_TEMP: join(cwd, "runner"),
    OPENAPI_URL: join(cwd, "new.yaml"),
    METRICS_CACHE: await toolsCache(cwd),
    // The host of the repository is the one beside it.
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `url.${origin}.insteadOf`,
    GIT_CONFIG_VALUE_0: "https://git.example.com/team/metrics.git",
    GITHUB_ENV: join(cwd, "github-env"),
    GITHUB_OUTPUT: join(cwd, "github-output"),
  };

  return {
    folder,
    origin,
    commandsOf: await (ci === "github"
      ? readWorkflows(folder, world)
      : readPipeline(folder, world)),
    /** Runs each as CIs do, in a shell that ends at the first failure; gives what they printed. */
    async runAll(commands: readonly CiCommand[], more: World = {}): Promise<string> {
      let output = "";
      for (const { command, env } of commands) {
        const handedOn = {
          ...(await variablesIn(world.GITHUB_ENV)),
          ...(await variablesIn(join(folder, "image.env"))),
        };
        const done = run("bash", ["-e", "-c", command], {
          cwd: folder,
          env: { ...world, ...env, ...handedOn, ...more },
        });
        const { stdout } = await done.catch((error: { stdout: string; stderr: string }) => {
          throw new Error(`${command}\n${error.stdout}\n${error.stderr}`, { cause: error });
        });
        output += stdout;
      }
      return output;
    },
    /** The calls of what is played since the last time this was asked. */
    async called(): Promise<string[]> {
      const text = await readFile(calls, "utf8").catch(() => "");
      await rm(calls, { force: true });
      return text.split("\n").filter((line) => line !== "");
    },
  };
}

/** `NAME=value` lines, by which a step or a job of a CI hands something on. */
async function variablesIn(path: string): Promise<World> {
  const text = await readFile(path, "utf8").catch(() => "");
  return Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name === "" ? [] : [[name, value]];
    }),
  );
}

type World = Readonly<Record<string, string | undefined>>;

async function readWorkflows(folder: string, world: World) {
  interface Step {
    run?: string;
    env?: Record<string, string>;
  }
  interface Workflow {
    jobs: Record<string, { env?: Record<string, string>; steps: Step[] }>;
  }
  const read = async (name: string): Promise<Workflow> =>
    parse(await readFile(join(folder, ".github/workflows", name), "utf8"));
  const { jobs } = await read("metrics.yml");
  const all: Workflow["jobs"] = { ...jobs, ...(await read("regenerate.yml")).jobs };
  const expand = (env: Record<string, string> = {}) =>
    mapValues(env, (text) =>
      text
        .replace(
          /\$\{\{ (?:vars|secrets)\.(\w+)(?: \|\| \S+)? \}\}/g,
          (_, name) => world[name] ?? "",
        )
        .replace("$" + "{{ github.ref_name }}", world.GITHUB_REF_NAME ?? "")
        .replace("$" + "{{ github.sha }}", world.GITHUB_SHA ?? ""),
    );
  return (name: Job): CiCommand[] =>
    all[name]?.steps.flatMap(({ run, env }) =>
      run === undefined
        ? []
        : [{ command: run, env: { ...expand(all[name]?.env), ...expand(env) } }],
    ) ?? [];
}

async function readPipeline(folder: string, world: World) {
  interface PipelineJob {
    script: string[];
    variables?: Record<string, string>;
  }
  const pipeline = parse(await readFile(join(folder, ".gitlab-ci.yml"), "utf8"));
  const expand = (variables: Record<string, string> = {}) =>
    mapValues(variables, (text) =>
      text.replace(/\$(\w+)/g, (_, name) => shared[name] ?? world[name] ?? ""),
    );
  const shared: Record<string, string> = {};
  const { METRICS_CACHE: _, ...own } = pipeline.variables;
  Object.assign(shared, expand(own));
  const jobs = {
    test: ["test"],
    image: ["build-image", "register"],
    regenerate: ["regenerate"],
    propose: ["propose"],
  };
  return (name: Job): CiCommand[] =>
    jobs[name].map((job) => {
      const { script, variables }: PipelineJob = pipeline[job];
      return {
        command: script.join("\n"),
        env: { ...shared, ...expand(mapValues(variables ?? {}, String)) },
      };
    });
}

/** generate's tools as if they had been fetched before: our own, which are of the same versions. */
async function toolsCache(cwd: string): Promise<string> {
  const lock = join(packageRoot(), "generators/commands/generate/tools/package-lock.json");
  const hash = createHash("sha256")
    .update(await readFile(lock))
    .digest("hex")
    .slice(0, 12);
  const folder = join(cwd, "cache", `tools-${hash}`);
  await mkdir(folder, { recursive: true });
  await symlink(join(packageRoot(), "node_modules"), join(folder, "node_modules"));
  return join(cwd, "cache");
}

function mapValues(record: Record<string, string>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { temporaryFolder } from "../temporary.js";

/** A job as gitlab-ci-local lists it. */
export interface PipelineJob {
  readonly name: string;
  readonly stage: string;
  /** "never" where the rules leave it out. */
  readonly when: string;
}

const bin = createRequire(import.meta.url).resolve("gitlab-ci-local/dist/index.js");
/** It uses one method that Node 20 lacks. */
const polyfill =
  "Set.prototype.union ??= function (other) { return new Set([...this, ...other]); }";
const preload = `data:text/javascript,${encodeURIComponent(polyfill)}`;

/**
 * The jobs of a pipeline with the given variables, by GitLab's schema and rules.
 *
 * @throws Error with all that the schema finds wrong
 */
export async function checkPipeline(
  text: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<PipelineJob[]> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, ".gitlab-ci.yml"), text);
  const git = (...args: string[]) => spawnSync("git", args, { cwd });
  git("init", "--quiet", "--initial-branch=main");
  git("remote", "add", "origin", "git@gitlab.example.com:team/metrics.git");
  git("add", "--all");
  git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-qm", "first");
  const given = Object.entries(variables).flatMap(([key, value]) => [
    "--variable",
    `${key}=${value}`,
  ]);
  const args = ["--import", preload, bin, "--list-json", ...given];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, HOME: cwd },
  });
  if (status !== 0) throw new Error(stderr || stdout);
  // Warnings stand before the list.
  const jobs: PipelineJob[] = JSON.parse(stdout.slice(stdout.search(/^\[$/m)));
  return jobs.map(({ name, stage, when }) => ({ name, stage, when }));
}

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { World } from "../../cli/command.js";
import { CommandError } from "../../io/CommandError.js";
import type { RenderedFiles } from "../../io/RenderedFiles.js";
import { renderTypes } from "../../logs/types/renderTypes.js";
import { typesHead, typesOfLogs } from "../../logs/types/typesOfLogs.js";
import { loadTypeScript } from "../../project/loadTypeScript.js";
import { judgeChanges } from "./Change.js";
import { compareLogTypes } from "./compareLogTypes.js";
import { explainProblems } from "./explainProblems.js";
import { findUsage } from "./findUsage.js";
import { findLayout } from "./layout.js";
import { type Report, refuses } from "./Report.js";
import { readGenerated } from "./readGenerated.js";
import { withLF } from "./sources.js";
import { loadProgram, newProblems, problemsOf } from "./typeCheck.js";
import { writeGenerated } from "./writeGenerated.js";

export interface GenerateLogTypesOptions {
  /** A recording, or a folder of recordings. */
  logs: string;
  /** The topics to write types for. Default: those that have types already; otherwise all. */
  topics?: readonly string[] | undefined;
  acceptBreaking?: boolean | undefined;
  dryRun?: boolean | undefined;
  check?: boolean | undefined;
}

/**
 * Writes the types of a log's messages, after reporting the effect on the project's code. Writes the file or nothing.
 * @throws CommandError if a topic is not in the log
 */
export async function generateLogTypes(
  world: Pick<World, "cwd" | "signal" | "stderr">,
  options: GenerateLogTypesOptions,
): Promise<Report> {
  const layout = await findLayout(world.cwd);
  const path = `${layout.generated}/logs/messages.ts`;
  const before = await readFile(join(layout.root, path), "utf8").catch(() => undefined);
  const compiler = loadTypeScript(layout.root);
  const notes: string[] = [];
  const wanted = new Set(options.topics ?? []);
  const topics = await typesOfLogs(resolve(world.cwd, options.logs), {
    isWanted: wanted.size === 0 ? undefined : (topic) => wanted.has(topic),
    signal: world.signal,
    warn: (message) => void notes.push(message),
  });
  const lacking = [...wanted].filter((name) => !topics.some(({ topic }) => topic === name));
  if (lacking.length > 0) {
    throw new CommandError(`${options.logs} has no types for ${lacking.join(", ")}`, {
      hint: `\`metrics-project inspect ${options.logs}\` lists its topics.`,
    });
  }
  const { text } = renderTypes(topics, typesHead);
  const report: Report = {
    outcome: "unchanged",
    changes: [],
    problems: [],
    files: [],
    removed: [],
    notes,
  };
  if (before !== undefined && withLF(before) === text) return report;
  report.files.push(path);

  const old = loadProgram(compiler, layout);
  const changes = before === undefined ? [] : compareLogTypes(compiler, before, text);
  report.changes = judgeChanges(
    changes,
    new Map(),
    findUsage(compiler, old, layout.root, undefined),
  );
  const files: RenderedFiles = new Map([...(await readGenerated(layout)), [path, text]]);
  const known = await problemsOf(compiler, old, layout, world.signal);
  const staged = loadProgram(compiler, layout, files, old);
  const brought = newProblems(known, await problemsOf(compiler, staged, layout, world.signal));
  report.problems = explainProblems(brought, report.changes);

  if (refuses(report) && options.acceptBreaking !== true) return { ...report, outcome: "refused" };
  if (options.dryRun === true || options.check === true) {
    return { ...report, outcome: "would-write" };
  }
  world.signal.throwIfAborted();
  await writeGenerated(
    layout,
    new Map([[path, text]]),
    { changed: [path], stale: [] },
    world.signal,
  );
  return { ...report, outcome: "written" };
}

import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import {
  DecodeError,
  dataReferencesOf,
  decodeJobMetrics,
  type JobMetrics,
} from "@metrics-project/runtime";
import { CommandError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import { distinctNames, messagesBelow, nameOf } from "../../view/source/messageFiles.js";
import { readRehearsal } from "../../view/source/readRehearsal.js";
import { digestMessage } from "../digest/digestMessage.js";
import type { RunDigest, RunKind } from "../digest/RunDigest.js";
import { type Described, describeMessage } from "../message/describeMessage.js";
import { withTimesByOrder } from "../message/timesByOrder.js";
import type { ComparedRun } from "../rows/compareRuns.js";
import { type Baseline, BaselineError, baselineFormat, parseBaseline } from "./Baseline.js";
import type { Side, SideRun } from "./Side.js";

const messageName = "metrics.binproto";

/**
 * The side at a path: a message or its folder, a baseline, a rehearsal, or a folder with
 * messages below it.
 *
 * @param shown the path as the user entered it
 * @param role which side it is, for errors: BASE or HEAD
 * @throws CommandError if there is nothing to compare, or it cannot be read
 */
export async function readSide(cwd: string, shown: string, role: string): Promise<Side> {
  const path = resolve(cwd, shown);
  const stats = await stat(path).catch((cause: unknown) => {
    throw sideError(role, shown, reasonOf(cause, "no such file or folder"), { cause });
  });
  if (stats.isDirectory()) return await readFolder(path, shown, role);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw sideError(role, shown, reasonOf(cause, "no such file"), { cause });
  });
  if (isBaseline(bytes)) return sideOfBaseline(parse(bytes.toString("utf8"), shown, role), shown);
  return messageSide(path, shown, decode(bytes, shown, role));
}

/** The side of a baseline. */
export function sideOfBaseline(baseline: Baseline, shown: string): Side {
  const { project, startedAt, commit, runs } = baseline;
  return {
    kind: "baseline",
    shown,
    project,
    startedAt,
    commit,
    runs: runs.map((digest) => ({
      kind: digest.kind,
      name: digest.name,
      load: async () => ({ digest }),
    })),
  };
}

async function readFolder(path: string, shown: string, role: string): Promise<Side> {
  const rehearsal = await readRehearsal(path);
  if (rehearsal !== undefined) {
    const { project, startedAt, commit, runs } = rehearsal;
    return {
      kind: "rehearsal",
      shown,
      project,
      startedAt,
      commit,
      // Synthetic batches only repeat the tests.
      runs: runs
        .filter(({ daysEarlier }) => daysEarlier === undefined)
        .map((run) => {
          const { kind, name, outputs, failure, status, message, preview } = run;
          if (message === false && failure === undefined && typeof preview === "string") {
            return fileRun(kind, name, insidePath(path, preview));
          }
          if (message === false && failure === undefined) {
            return silentRun({ kind, name, status: String(status) });
          }
          const file = insidePath(path, `${outputs}/${messageName}`);
          return fileRun(kind, name, file, failure?.split("\n")[0]);
        }),
    };
  }
  const own = join(path, messageName);
  if ((await stat(own).catch(() => undefined))?.isFile()) {
    return messageSide(own, shown, decode(await readFile(own), shown, role));
  }
  const files = await messagesBelow(path);
  if (files.length === 0) {
    throw sideError(role, shown, `it contains no ${messageName} and no rehearsal`, {
      hint: "Pass a metrics.binproto, a folder of them, a rehearsal or a baseline.",
    });
  }
  const names = distinctNames(path, files);
  return {
    kind: "folder",
    shown,
    runs: files.map((file, i) => fileRun("message", names[i] ?? basename(file), file)),
  };
}

function messageSide(path: string, shown: string, message: JobMetrics): Side {
  const load = async () => comparedRun("message", nameOf(path), message);
  return { kind: "message", shown, runs: [{ kind: "message", name: nameOf(path), load }] };
}

/** A run that succeeded without writing a message. */
function silentRun(run: Pick<RunDigest, "kind" | "name" | "status">): SideRun {
  return { ...run, load: async () => ({ digest: { ...run, metrics: [], events: [] } }) };
}

function fileRun(kind: RunKind, name: string, file: string, failure?: string): SideRun {
  const failed = (reason: string): ComparedRun => ({
    digest: { kind, name, status: "ERROR", failure: reason, metrics: [], events: [] },
  });
  return {
    kind,
    name,
    async load() {
      if (failure !== undefined) return failed(failure);
      try {
        return comparedRun(kind, name, decodeJobMetrics(await readFile(file)));
      } catch (error) {
        return failed(reasonOf(error, `no ${messageName}`));
      }
    },
  };
}

/** A message in the form that comparisons need. */
function comparedRun(kind: RunKind, name: string, message: JobMetrics): ComparedRun {
  const plain = describeMessage(message);
  const isOverTests = kind === "batch" || kind === "report";
  const described = isOverTests ? withTimesByOrder(plain) : plain;
  return {
    digest: digestMessage({ kind, name }, message, described),
    described,
    usersOf: usersOf(message, described),
  };
}

/** The metrics that use a piece of data, by the names that both have in the description. */
function usersOf(message: JobMetrics, { metrics, data }: Described): Map<string, string[]> {
  const metricNames = [...metrics.keys()];
  const dataNames = [...data.keys()];
  const byID = new Map(
    message.metricsData.map((one, i) => [
      one.metricsDataId?.id?.data ?? "",
      { name: dataNames[i] ?? one.name, index: one.indexDataId?.id?.data },
    ]),
  );
  const users = new Map<string, string[]>();
  for (const [i, metric] of (message.jobLevelMetrics?.metrics ?? []).entries()) {
    const user = metricNames[i] ?? metric.name;
    const seen = new Set<string>();
    for (const { id } of dataReferencesOf(metric)) {
      for (let at = id?.id?.data; at !== undefined && !seen.has(at); at = byID.get(at)?.index) {
        seen.add(at);
        const name = byID.get(at)?.name;
        if (name === undefined) continue;
        const others = users.get(name);
        if (others === undefined) users.set(name, [user]);
        else others.push(user);
      }
    }
  }
  return users;
}

/** JSON. A message cannot start like it: the first byte would be the tag of an unknown field. */
function isBaseline(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 200)).toString("latin1").trimStart();
  return start.startsWith("{") || start.includes(baselineFormat);
}

function parse(text: string, shown: string, role: string): Baseline {
  try {
    return parseBaseline(text);
  } catch (cause) {
    if (!(cause instanceof BaselineError)) throw cause;
    throw sideError(role, shown, cause.message, {
      hint: "Save it again on the branch to compare with: metrics-project rehearse --save-baseline FILE.",
      cause,
    });
  }
}

function decode(bytes: Uint8Array, shown: string, role: string): JobMetrics {
  try {
    return decodeJobMetrics(bytes);
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    throw sideError(role, shown, cause.message, { hint: cause.hint, cause });
  }
}

function sideError(
  role: string,
  shown: string,
  reason: string,
  options: { hint?: string | undefined; cause?: unknown } = {},
): CommandError {
  return new CommandError(`${role} ${shown}: ${reason}`, options);
}

function reasonOf(error: unknown, absent: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return absent;
  if (code === "EACCES") return "permission denied";
  return error instanceof Error ? error.message : String(error);
}

import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "./CommandError.js";

const lockName = ".lock";

/** Who holds a lock. A process's ID is given to another one some day: when it started tells them apart. */
interface Holder {
  pid: number;
  host: string;
  /** As the system counts it; undefined where that does not tell. */
  started: string | undefined;
}

/**
 * Takes a folder that exists for this process alone, until it is disposed of or the process ends. A
 * lock that a process left which is no more is taken over.
 *
 * @param shown the folder, as the user knows it
 * @param doing what the holder does there: "rehearse"
 * @param wait seconds to wait for the holder to be done. Default: 0
 * @throws CommandError with code "conflict", naming the process that holds it
 */
export async function lockFolder(
  folder: string,
  shown: string,
  doing: string,
  { wait = 0, signal }: { wait?: number; signal?: AbortSignal } = {},
): Promise<Disposable> {
  const until = Date.now() + wait * 1000;
  const file = join(folder, lockName);
  const own: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  for (let unreadable = 0; ; ) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const found = readText(file);
    const holder = parseHolder(found);
    // It is just being written, or was when the power went.
    if (holder === undefined && unreadable++ < 5) {
      await sleep(50);
      continue;
    }
    if (holder !== undefined && isAlive(holder)) {
      signal?.throwIfAborted();
      if (Date.now() >= until) throw taken(holder, { shown, doing, file, waited: wait > 0 });
      await sleep(200);
      continue;
    }
    removeDead(file, found);
  }
  const release = () => rmSync(file, { force: true });
  process.once("exit", release);
  return {
    [Symbol.dispose]() {
      process.off("exit", release);
      release();
    },
  };
}

/** Removes a lock whose holder is no more, unless another process has just done so and taken it. */
function removeDead(file: string, found: string | undefined): void {
  const aside = `${file}-${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readText(aside) !== found) linkSync(aside, file);
  rmSync(aside, { force: true });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function parseHolder(text = ""): Holder | undefined {
  try {
    const { pid, host, started } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === "number" && typeof host === "string" ? { pid, host, started } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host, started }: Holder): boolean {
  // What runs on another machine, or in a container, cannot be asked.
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // There is one, and it is another user's.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return started === undefined || started === startOf(pid);
}

/** When a process started, in the kernel's ticks; undefined where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold anything; the start is the 22nd field, the 20th behind it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

function taken(
  holder: Holder,
  { shown, doing, file, waited }: { shown: string; doing: string; file: string; waited: boolean },
): CommandError {
  const elsewhere = holder.host !== hostname();
  const where = elsewhere ? ` on ${holder.host}` : "";
  const other = waited ? "" : ", or name another folder with --out DIR";
  return new CommandError(
    `another ${doing} (process ${holder.pid}${where}) is at work in ${shown}`,
    {
      code: "conflict",
      hint: `Wait until it is done${other}.${elsewhere ? ` If it is no more, remove ${file}.` : ""}`,
    },
  );
}

import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "./CommandError.js";

const lockName = ".lock";

/** The holder of a lock. Process IDs are reused, so the start time identifies the process. */
interface Holder {
  pid: number;
  host: string;
  /** In the system's unit; undefined if unknown. */
  started: string | undefined;
}

/**
 * Locks an existing folder for this process, until the lock is disposed or the process ends. A
 * stale lock of an ended process is replaced.
 *
 * @param shown the folder, as messages name it
 * @param doing the holder's activity: "rehearse"
 * @param wait seconds to wait for the holder to finish. Default: 0
 * @throws CommandError with code "conflict" that names the process that holds the lock
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
    // It is being written right now, or was when the power failed.
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

/** Removes a stale lock, unless another process has just replaced it. */
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
  // A process on another machine, or in a container, cannot be checked.
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It exists, and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return started === undefined || started === startOf(pid);
}

/** The start time of a process, in the kernel's ticks; undefined without /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may contain anything; the start time is the 22nd field, the 20th after it.
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
  const other = waited ? "" : ", or choose another folder with --out DIR";
  return new CommandError(`another ${doing} (process ${holder.pid}${where}) is using ${shown}`, {
    code: "conflict",
    hint: `Wait until it is done${other}.${elsewhere ? ` If that process has ended, remove ${file}.` : ""}`,
  });
}

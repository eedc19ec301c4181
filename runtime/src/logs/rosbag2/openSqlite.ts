import { constants } from "node:fs";
import { copyFile, mkdtemp, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LogFile } from "../LogFile.js";
import { UnsupportedLogError } from "../logErrors.js";
import { hasNodeSqlite, openByNode, openInMemory, type SqliteFile } from "./SqliteFile.js";

/** The database of a bag, and what is known to be missing. */
export interface OpenedSqlite {
  readonly database: SqliteFile;
  /** Missing bytes of the file; undefined if it is complete or they are unknown. */
  readonly missingBytes: number | undefined;
  /** Bytes of the write-ahead log next to the file that could not be read. */
  readonly unreadLog: number;
}

/** Maximum bytes of a database in memory, if Node has no SQLite. */
const memoryLimit = 1 << 30;

/**
 * Opens a database for reading, also in a read-only folder, or if the recording was not closed.
 * @throws UnsupportedLogError if it is too large for a Node without SQLite
 */
export async function openSqlite(file: LogFile): Promise<OpenedSqlite> {
  const { pageSize, size } = await readSizes(file);
  const missingBytes = size !== undefined && size > file.size ? size - file.size : undefined;
  // If the file is truncated within a page, SQLite would read the missing part as zeros.
  const wholePages =
    missingBytes === undefined ? file.size : Math.floor(file.size / pageSize) * pageSize;
  const logSize = await sizeOf(`${file.path}-wal`);
  if (hasNodeSqlite()) {
    const opened =
      wholePages === file.size
        ? openOnDisk(file.path, logSize)
        : { database: await openCopy(file.path, wholePages), unreadLog: logSize };
    if (opened !== undefined) return { ...opened, missingBytes };
  }
  if (file.size > memoryLimit) {
    throw new UnsupportedLogError(
      `${file.path} has ${Math.round(file.size / 2 ** 20)} MiB; before Node 22.13, the limit of a .db3 is ${memoryLimit / 2 ** 20} MiB`,
      { hint: "Use Node 24, or convert the bag to MCAP: ros2 bag convert." },
    );
  }
  const bytes = await file.read(0, wholePages);
  // In memory there is no write-ahead log: these two bytes tell SQLite whether to look for one.
  bytes.fill(1, 18, 20);
  return { database: tolerant(await openInMemory(bytes)), missingBytes, unreadLog: logSize };
}

/** Opens the start of a file, as a copy that is deleted with the database. */
async function openCopy(path: string, size: number): Promise<SqliteFile> {
  const folder = await mkdtemp(join(tmpdir(), "rosbag2-"));
  try {
    const copy = join(folder, "cut.db3");
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
    await truncate(copy, size);
    const database = tolerant(openByNode(`${pathToFileURL(copy)}?immutable=1`));
    return {
      rows: (sql) => database.rows(sql),
      async close() {
        await database.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function openOnDisk(path: string, logSize: number): { database: SqliteFile; unreadLog: number } {
  // Otherwise, SQLite wants to write next to a database that was recorded with a write-ahead log.
  const asItLies = () => tolerant(openByNode(`${pathToFileURL(path)}?immutable=1`));
  if (logSize === 0) return { database: asItLies(), unreadLog: 0 };
  try {
    const database = openByNode(path);
    // The first query looks for the log.
    for (const _ of database.rows("SELECT 1 FROM sqlite_master LIMIT 1")) break;
    return { database: tolerant(database), unreadLog: 0 };
  } catch {
    return { database: asItLies(), unreadLog: logSize };
  }
}

/** Otherwise, a truncated file is refused completely. */
function tolerant(database: SqliteFile): SqliteFile {
  for (const _ of database.rows("PRAGMA writable_schema=ON")) break;
  return database;
}

/** Information from the header; without the size if the last writer did not maintain it. */
async function readSizes(file: LogFile): Promise<{ pageSize: number; size: number | undefined }> {
  const head = await file.read(0, 100);
  if (head.length < 100) return { pageSize: 1, size: 100 };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  // 65536 does not fit into the two bytes.
  const pageSize = view.getUint16(16) === 1 ? 65536 : Math.max(view.getUint16(16), 512);
  const isKnown = view.getUint32(24) === view.getUint32(92);
  return { pageSize, size: isKnown ? pageSize * view.getUint32(28) : undefined };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

import { quietly } from "../quietly.js";

/** Cells of a row, in the column order of the query. */
export type SqliteRow = readonly unknown[];

/** A read-only database. Integers are bigint, blobs are bytes. */
export interface SqliteFile {
  /** The rows of a query, one at a time. Throws the library's error if the file is damaged. */
  rows(sql: string): Iterable<SqliteRow>;
  close(): Promise<void>;
}

/** The parts of Node's SQLite that are used here. */
interface NodeSqlite {
  DatabaseSync: new (
    path: string,
    options: { readOnly: boolean; defensive: boolean },
  ) => {
    prepare(sql: string): {
      setReadBigInts(on: boolean): void;
      iterate(): Iterable<Record<string, unknown>>;
    };
    close(): void;
  };
}

/** Whether this version of Node has SQLite: 22.13 and newer have it. */
export function hasNodeSqlite(): boolean {
  return nodeSqlite() !== undefined;
}

/** Opens a database with Node's SQLite, which reads the file piece by piece. Throws if Node has none. */
export function openByNode(path: string): SqliteFile {
  const sqlite = nodeSqlite();
  if (sqlite === undefined) throw new Error("this Node has no SQLite");
  const database = new sqlite.DatabaseSync(path, { readOnly: true, defensive: false });
  return {
    *rows(sql) {
      const statement = database.prepare(sql);
      statement.setReadBigInts(true);
      for (const row of statement.iterate()) yield Object.values(row);
    },
    close: async () => database.close(),
  };
}

/** Node's module, without the warning that it is experimental: it is only used for reading. */
function nodeSqlite(): NodeSqlite | undefined {
  const module: unknown = quietly(() => process.getBuiltinModule("node:sqlite" as "node:fs"));
  return module === undefined ? undefined : (module as NodeSqlite);
}

/** Opens a database completely in memory, with sql.js. */
export async function openInMemory(bytes: Uint8Array): Promise<SqliteFile> {
  // Its WebAssembly is inside the module, so that a bundle needs no extra file.
  const { default: initialize } = await import("sql.js/dist/sql-wasm-inline.js");
  const { Database } = await initialize();
  const database = new Database(bytes);
  return {
    *rows(sql) {
      const statement = database.prepare(sql);
      try {
        while (statement.step()) {
          yield (statement as { get(values: null, options: { useBigInt: true }): SqliteRow }).get(
            null,
            { useBigInt: true },
          );
        }
      } finally {
        statement.free();
      }
    },
    close: async () => database.close(),
  };
}

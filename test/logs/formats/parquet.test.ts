import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UnsupportedLogError } from "@metrics-project/runtime/logs";
import { parquet } from "@metrics-project/runtime/logs/parquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../temporary.js";
import { readAll, warningsOf } from "../readAll.js";
import { readFormat } from "./readFormat.js";

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/logs/parquet/table-${name}.parquet`, import.meta.url));

const start = 1_700_000_000_123_456_789n;
const rows = Array.from({ length: 7 }, (_, i) => {
  const stamp = start + BigInt(i) * 1_500_000_001n;
  return {
    stamp,
    us: (stamp / 1000n) * 1000n,
    ms: (stamp / 1_000_000n) * 1_000_000n,
    x: i / 4,
    f: i / 2,
    count: 9_007_199_254_740_993n + BigInt(i),
    gap: i === 1 || i === 3 ? Number.NaN : i + 1,
    mode: ["idle", "idle", "drive", "drive", "drive", "stop", "stop"][i],
    ok: i !== 1 && i !== 4,
  };
});

let path: string;
beforeEach(async () => {
  path = join(await temporaryFolder(), "drive.parquet");
});

/** A table with one column besides x. */
async function readTable(column: Parameters<typeof parquetWriteBuffer>[0]["columnData"][number]) {
  const columnData = [{ name: "x", data: [1, 2], type: "DOUBLE" as const }, column];
  await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData })));
  return readFormat(parquet, path);
}

describe("a table in Parquet", () => {
  it.each(["snappy", "zstd", "gzip", "lz4"])("in %s returns every row exactly", async (codec) => {
    const { channels, read, damages } = await readFormat(parquet, fixture(codec));
    expect(damages).toEqual([]);
    expect(channels).toHaveLength(1);
    expect(channels[0]).toMatchObject({
      topic: `table-${codec}`,
      count: 7,
      times: { stamp: { first: start, last: start + 9_000_000_006n } },
    });
    expect(channels[0]?.columns?.map(({ name, kind }) => [name, kind])).toEqual([
      ["stamp", "bigint"],
      ["us", "bigint"],
      ["ms", "bigint"],
      ["x", "number"],
      ["f", "number"],
      ["count", "bigint"],
      ["gap", "integer"],
      ["mode", "string"],
      ["ok", "boolean"],
    ]);
    expect(read.map(({ message }) => message)).toEqual(rows);
    expect(read.map(({ stamp }) => stamp)).toEqual(rows.map(({ stamp }) => stamp));
    expect(read.every(({ logTime }) => logTime === undefined)).toBe(true);
  });

  it.each([
    [
      "time",
      "DOUBLE",
      [1_700_000_000.25, 1_700_000_000.5],
      [1_700_000_000_250_000_000n, 1_700_000_000_500_000_000n],
    ],
    ["timestamp_ns", "INT64", [start, start + 1n], [start, start + 1n]],
    [
      "t_us",
      "INT64",
      [1_700_000_000_123_456n, 1_700_000_000_123_457n],
      [1_700_000_000_123_456_000n, 1_700_000_000_123_457_000n],
    ],
    ["timestamp (ms)", "INT64", [5n, 6n], [5_000_000n, 6_000_000n]],
    [
      "timestamp",
      "INT64",
      [1_700_000_000_123n, 1_700_000_000_124n],
      [1_700_000_000_123_000_000n, 1_700_000_000_124_000_000n],
    ],
    ["t", "DOUBLE", [0.1, 0.2], [100_000_000n, 200_000_000n]],
  ] as const)("takes the numbers of %s (%s) for times", async (name, type, data, stamps) => {
    const { read } = await readTable({ name, type, data: [...data] });
    expect(read.map(({ stamp }) => stamp)).toEqual([...stamps]);
  });

  it("takes a pair of columns for exact times", async () => {
    const columnData = [
      { name: "header.stamp.sec", data: [7, 7], type: "INT32" as const },
      { name: "header.stamp.nanosec", data: [5, 500_000_000], type: "INT32" as const },
    ];
    await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData })));
    const { read, warnings } = await readFormat(parquet, path);
    expect(read.map(({ stamp }) => stamp)).toEqual([7_000_000_005n, 7_500_000_000n]);
    expect(warnings).toEqual([]);
  });

  it("takes dates in words for times", async () => {
    const data = ["2026-01-05T09:00:00Z", "2026-01-05T09:00:00.5Z"];
    const { read, warnings } = await readTable({ name: "time", type: "STRING", data });
    expect(read.map(({ stamp }) => stamp)).toEqual([
      1_767_603_600_000_000_000n,
      1_767_603_600_500_000_000n,
    ]);
    expect(warnings).toEqual([]);
  });

  it.each([true, false])(
    "recognizes milliseconds after a first time of zero, with a warning (with statistics: %s)",
    async (statistics) => {
      const data = [0n, 1_700_000_000_000n];
      const columnData = [{ name: "time", data, type: "INT64" as const }];
      await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData, statistics })));
      const { read, warnings } = await readFormat(parquet, path);
      expect(read.map(({ stamp }) => stamp)).toEqual([0n, 1_700_000_000_000_000_000n]);
      expect(warnings).toEqual([expect.stringContaining("look like milliseconds")]);
    },
  );

  it("skips rows without a time, with a warning", async () => {
    const columnData = [
      { name: "time", data: [null, 1, 2], type: "DOUBLE" as const, nullable: true },
    ];
    const content = new Uint8Array(parquetWriteBuffer({ columnData }));
    const it = { topic: "run" };
    const read = await readAll({ "run.parquet": content }, { it }, { formats: [parquet] });
    expect(read.messages.map(({ time }) => time)).toEqual([1_000_000_000n, 2_000_000_000n]);
    expect(warningsOf(read)).toEqual([
      expect.stringContaining("1 of 3 messages (33.3 %) have no time, unlike the others"),
    ]);
  });

  it("has no times if no column is a time, and says so", async () => {
    const { read, warnings } = await readTable({ name: "target", type: "DOUBLE", data: [1, 2] });
    expect(warnings).toEqual([expect.stringContaining("has no time column")]);
    expect(read.map(({ stamp, logTime }) => [stamp, logTime])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });
});

describe("a truncated or damaged table", () => {
  it("is lost completely without its footer, which is reported", async () => {
    const bytes = await readFile(fixture("zstd"));
    for (const end of [4, 11, 12, bytes.length - 8, bytes.length - 1]) {
      await writeFile(path, bytes.subarray(0, end));
      const { read, channels, damages } = await readFormat(parquet, path);
      expect(read).toEqual([]);
      expect(channels).toEqual([]);
      expect(damages).toEqual([
        { offset: 4, lostBytes: end - 4, reason: expect.stringContaining("footer") },
      ]);
    }
  });

  it("returns the rows before the damage and reports the lost ones", async () => {
    const bytes = await readFile(fixture("gzip"));
    // The second group of rows begins a third of the way into the columns.
    bytes.fill(0xff, 1500, 2600);
    await writeFile(path, bytes);
    const { read, damages } = await readFormat(parquet, path);
    expect(read.map(({ message }) => message)).toEqual(rows.slice(0, read.length));
    expect(read.length).toBeLessThan(7);
    expect(damages).toEqual([
      expect.objectContaining({
        reason: expect.stringMatching(/^rows \d to \d cannot be read/),
        lostMessages: 7 - read.length,
      }),
    ]);
  });

  it("is reported if it is encrypted", async () => {
    await writeFile(path, "PARE and something that nobody can read PARE");
    await expect(readFormat(parquet, path)).rejects.toThrow(UnsupportedLogError);
  });
});

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Bag } from "@foxglove/rosbag";
import { LogFile, UnsupportedLogError } from "@metrics-project/runtime/logs";
import { rosbag1 } from "@metrics-project/runtime/logs/rosbag1";
import lz4 from "lz4js";
import { beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../temporary.js";
import { readFormat } from "./readFormat.js";

const fixtures = fileURLToPath(new URL("../../fixtures/logs/rosbag1", import.meta.url));
const bag = (name: string) => join(fixtures, `${name}.bag`);

interface Odometry {
  header: { stamp: { sec: number; nsec: number }; frame_id: string };
  pose: { pose: { position: { x: number } }; covariance: Float64Array };
}

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

/** A copy of a bag with its bytes changed. */
async function changed(name: string, change: (bytes: Buffer) => Uint8Array): Promise<string> {
  const path = join(folder, "changed.bag");
  await writeFile(path, change(await readFile(bag(name))));
  return path;
}

/** The bag as it is while it is being written: the header does not know where the index will be. */
function withoutIndex(bytes: Buffer): Buffer {
  const at = bytes.indexOf("index_pos=") + "index_pos=".length;
  const index = Number(bytes.readBigUInt64LE(at));
  const open = Buffer.from(bytes.subarray(0, index));
  open.writeBigUInt64LE(0n, at);
  return open;
}

describe.each(["none", "bz2", "lz4"])("a bag of ROS 1 in compression %s", (compression) => {
  it("returns every message exactly", async () => {
    const { channels, read, damages } = await readFormat(rosbag1, bag(`run-${compression}`));
    expect(damages).toEqual([]);
    expect(channels.map(({ topic, type, count }) => [topic, type, count])).toEqual([
      ["/odom", "nav_msgs/Odometry", 10],
      ["/status", "std_msgs/String", 5],
    ]);
    const odometry = read.filter(({ topic }) => topic === "/odom");
    expect(odometry.map(({ logTime }) => logTime)).toEqual(
      Array.from({ length: 10 }, (_, i) => 1_700_000_000_005_000_000n + 100_000_000n * BigInt(i)),
    );
    for (const [i, { message }] of odometry.entries()) {
      const { header, pose } = message as Odometry;
      expect(header.stamp).toEqual({ sec: 1_700_000_000, nsec: 100_000_000 * i + 7 });
      expect(pose.pose.position.x).toBe(0.05 * i);
      expect(pose.covariance).toEqual(Float64Array.from({ length: 36 }, (_, at) => at));
    }
    expect(read.filter(({ topic }) => topic === "/status").map(({ message }) => message)).toEqual(
      [0, 2, 4, 6, 8].map((i) => ({ data: `step ${i}` })),
    );
  });

  it("returns the same without its index", async () => {
    const whole = await readFormat(rosbag1, bag(`run-${compression}`));
    const { channels, read, damages } = await readFormat(
      rosbag1,
      await changed(`run-${compression}`, withoutIndex),
    );
    expect(damages).toEqual([]);
    expect(read).toEqual(whole.read);
    expect(channels.map(({ count, times }) => [count, times.log?.first])).toEqual([
      [10, 1_700_000_000_005_000_000n],
      [5, 1_700_000_000_006_000_000n],
    ]);
  });
});

it("returns the same as @foxglove/rosbag", async () => {
  const bytes = await readFile(bag("run-lz4"));
  const other = new Bag(
    {
      read: async (offset, length) => bytes.subarray(offset, offset + length),
      size: () => bytes.length,
    },
    { decompress: { lz4: (chunk, size) => lz4.decompress(chunk, size) } },
  );
  await other.open();
  const theirs: unknown[] = [];
  for await (const { topic, message } of other.messageIterator()) theirs.push({ topic, message });
  const { read } = await readFormat(rosbag1, bag("run-lz4"));
  expect(read.map(({ topic, message }) => ({ topic, message }))).toEqual(theirs);
});

it("sorts messages by time if topics were written one after the other", async () => {
  const { read } = await readFormat(rosbag1, bag("by-topic"));
  expect(read.map(({ topic, message }) => [topic, (message as { data: number }).data])).toEqual(
    [0, 1, 2, 3, 4, 5].flatMap((i) => [
      ["/a", i],
      ["/b", i + 0.5],
    ]),
  );
});

describe("a truncated bag", () => {
  it("returns the messages before any cut, and reports the missing part", async () => {
    const whole = await readFormat(rosbag1, bag("run-none"));
    const { length } = await readFile(bag("run-none"));
    let most = 0;
    for (let end = 13; end < length; end += 211) {
      const path = await changed("run-none", (bytes) => bytes.subarray(0, end));
      const { read, damages } = await readFormat(rosbag1, path);
      expect(read).toEqual(whole.read.slice(0, read.length));
      expect(read.length).toBeGreaterThanOrEqual(most);
      most = read.length;
      if (read.length < whole.read.length) {
        expect(damages).toHaveLength(1);
        expect(damages[0]?.offset).toBeLessThanOrEqual(end);
      }
    }
    expect(most).toBe(whole.read.length);
  });

  it("names the byte and the reason if a chunk is damaged", async () => {
    const path = await changed("run-bz2", (bytes) => {
      const second = bytes.indexOf("BZh", bytes.indexOf("BZh") + 3);
      bytes.fill(0xff, second + 40, second + 80);
      return bytes;
    });
    const { read, damages } = await readFormat(rosbag1, path);
    expect(read.length).toBeGreaterThan(0);
    expect(damages).toEqual([
      expect.objectContaining({
        reason: expect.stringContaining("bz2"),
        lostMessages: 15 - read.length,
      }),
    ]);
  });
});

describe("files that are not readable bags", () => {
  it.each([
    ["an old version", "#ROSBAG V1.2\n", /old version/],
    ["an encrypted bag", undefined, /encrypted by rosbag\/AesCbcEncryptor/],
  ])("%s is named with a remedy", async (_, content, message) => {
    const path = await changed("run-none", (bytes) => {
      if (content !== undefined) return Buffer.from(content);
      const field = Buffer.from("encryptor=rosbag/AesCbcEncryptor");
      const header = bytes.readUInt32LE(13);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(field.length);
      bytes.writeUInt32LE(header + 4 + field.length, 13);
      const end = 17 + header;
      return Buffer.concat([bytes.subarray(0, end), length, field, bytes.subarray(end)]);
    });
    const failure = readFormat(rosbag1, path);
    await expect(failure).rejects.toThrow(UnsupportedLogError);
    await expect(failure).rejects.toThrow(message);
  });

  it("only bags are recognized as bags", async () => {
    const file = await LogFile.open(fileURLToPath(import.meta.url));
    expect(rosbag1.sniff(await file.read(0, 65536), file.path)).toBe(false);
    expect(rosbag1.sniff(new Uint8Array(), "empty.bag")).toBe(false);
    await file.close();
  });
});

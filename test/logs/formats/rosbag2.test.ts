import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NotThisFormatError, UnsupportedLogError } from "@metrics-project/runtime/logs";
import { rosbag2, rosbag2With } from "@metrics-project/runtime/logs/rosbag2";
import initSqlJs from "sql.js";
import { beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../temporary.js";
import { readFormat } from "./readFormat.js";
import { type Db3Topic, storedInZstd, writeDb3 } from "./writeDb3.js";

const separator = "=".repeat(80);
const pose = `std_msgs/Header header
geometry_msgs/Point position
int64 ticks
${separator}
MSG: std_msgs/Header
builtin_interfaces/Time stamp
string frame_id
${separator}
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec
${separator}
MSG: geometry_msgs/Point
float64 x
float64 y
float64 z`;

const start = 1_700_000_000_123_456_789n;

const poses: Db3Topic = {
  name: "/pose",
  type: "my_msgs/msg/TickedPose",
  definition: pose,
  messages: Array.from({ length: 10 }, (_, i) => ({
    time: start + BigInt(i) * 100_000_001n,
    message: {
      header: { stamp: { sec: 1_700_000_000, nanosec: 7 * i }, frame_id: "map" },
      position: { x: i / 4, y: -i, z: 0 },
      ticks: 9_007_199_254_740_993n + BigInt(i),
    },
  })),
};

const status: Db3Topic = {
  name: "/status",
  type: "std_msgs/msg/String",
  definition: "string data",
  messages: [3, 1].map((i) => ({
    time: start + BigInt(i) * 50_000_000n,
    message: { data: `step ${i}` },
  })),
};

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder, "run_0.db3");
});

describe("a .db3 of ROS 2", () => {
  it.each([
    ["as it is", {}],
    ["with messages in zstd", { compress: storedInZstd }],
  ])("gives every message %s, exactly and in the order of their times", async (_, options) => {
    await writeDb3(path, [poses, status], options);
    const { channels, read, damages } = await readFormat(rosbag2, path);
    expect(damages).toEqual([]);
    expect(
      channels.map(({ topic, type, count, times }) => [topic, type, count, times.log?.first]),
    ).toEqual([
      ["/pose", "my_msgs/msg/TickedPose", 10, start],
      ["/status", "std_msgs/msg/String", 2, start + 50_000_000n],
    ]);
    const times = read.map(({ logTime }) => logTime ?? 0n);
    expect(times).toEqual(times.toSorted((a, b) => Number(a - b)));
    expect(
      read
        .filter(({ topic }) => topic === "/pose")
        .map(({ logTime, message }) => ({ time: logTime, message })),
    ).toEqual(poses.messages);
    expect(read.filter(({ topic }) => topic === "/status").map(({ message }) => message)).toEqual([
      { data: "step 1" },
      { data: "step 3" },
    ]);
  });

  it("from before ROS 2 Iron uses the definitions of the common packages from a package", async () => {
    const twist = {
      linear: { x: 0.5, y: 0, z: 0 },
      angular: { x: 0, y: 0, z: 0.25 },
    };
    const vector = "float64 x\nfloat64 y\nfloat64 z";
    const definition = `Vector3 linear\nVector3 angular\n${separator}\nMSG: geometry_msgs/Vector3\n${vector}`;
    const type = "geometry_msgs/msg/Twist";
    const messages = [{ time: start, message: twist }];
    await writeDb3(path, [{ name: "/cmd_vel", type, definition, messages }], {
      holdsDefinitions: false,
    });
    const { channels, read } = await readFormat(rosbag2, path);
    expect(read.map(({ message }) => message)).toEqual([twist]);
    expect(channels[0]?.schemaEncoding).toBe("ros2msg");
    expect(new TextDecoder().decode(channels[0]?.schema)).toContain("MSG: geometry_msgs/Vector3");
  });

  it("from before ROS 2 Iron names a type without a definition, and accepts a given one", async () => {
    await writeDb3(path, [poses], { holdsDefinitions: false });
    const failure = readFormat(rosbag2, path);
    await expect(failure).rejects.toThrow(UnsupportedLogError);
    await expect(failure).rejects.toThrow("my_msgs/msg/TickedPose");
    const told = rosbag2With({
      definitions: {
        "my_msgs/msg/TickedPose":
          "std_msgs/Header header\ngeometry_msgs/Point position\nint64 ticks",
      },
    });
    const { read } = await readFormat(told, path);
    expect(read.map(({ message }) => message)).toEqual(
      poses.messages.map(({ message }) => message),
    );
  });

  it("is read in a read-only folder", async () => {
    const closed = join(folder, "closed");
    await mkdir(closed);
    path = join(closed, "run_0.db3");
    await writeDb3(path, [status]);
    // As a recorder leaves it that wrote with a write-ahead log.
    const bytes = await readFile(path);
    bytes.fill(2, 18, 20);
    await writeFile(path, bytes);
    await chmod(closed, 0o555);
    try {
      expect((await readFormat(rosbag2, path)).read).toHaveLength(2);
    } finally {
      await chmod(closed, 0o755);
    }
  });

  it("warns once about missing parts of metadata.yaml", async () => {
    await writeDb3(path, [status]);
    await writeDb3(join(folder, "run_2.db3"), [status]);
    await writeFile(
      join(folder, "metadata.yaml"),
      "rosbag2_bagfile_information:\n  version: 5\n  relative_file_paths:\n    - run_0.db3\n    - run_1.db3\n    - run_2.db3\n  duration:\n    nanoseconds: 1\n",
    );
    expect((await readFormat(rosbag2, path)).warnings).toEqual([
      expect.stringMatching(/metadata\.yaml lists run_1\.db3: without it the recording has gaps/),
    ]);
    expect((await readFormat(rosbag2, join(folder, "run_2.db3"))).warnings).toEqual([]);
  });
});

describe("a truncated .db3", () => {
  it("returns the rest and reports the missing part after any cut", async () => {
    const many = {
      ...poses,
      messages: Array.from({ length: 200 }, (_, i) => ({
        time: start + BigInt(i),
        message: poses.messages[i % 10]?.message,
      })),
    };
    await writeDb3(path, [many], { pageSize: 512 });
    const whole = await readFormat(rosbag2, path);
    const bytes = await readFile(path);
    let most = 0;
    for (let end = 8192; end < bytes.length; end += 1777) {
      const cut = join(folder, `cut-${end}.db3`);
      await writeFile(cut, bytes.subarray(0, end));
      const { read, damages } = await readFormat(rosbag2, cut);
      expect(read).toEqual(whole.read.slice(0, read.length));
      expect(damages).toHaveLength(1);
      expect(damages[0]?.reason).toContain(`${bytes.length - end} bytes`);
      most = Math.max(most, read.length);
    }
    expect(most).toBeGreaterThan(150);
  });
});

describe("files that are not recordings", () => {
  it("another database is recognized", async () => {
    const { Database } = await initSqlJs();
    const database = new Database();
    database.run("CREATE TABLE songs(title TEXT)");
    await writeFile(path, database.export());
    await expect(readFormat(rosbag2, path)).rejects.toThrow(NotThisFormatError);
  });

  it("only SQLite is recognized as a bag", () => {
    expect(rosbag2.sniff(new TextEncoder().encode("SQLite 3 is not a format"), "a.db3")).toBe(
      false,
    );
    expect(rosbag2.sniff(new Uint8Array(), "a.db3")).toBe(false);
  });
});

import { resolve } from "node:path";
import { defineCommand } from "../../cli/command.js";
import { ProgressLine } from "./ProgressLine.js";

export const command = defineCommand({
  name: "inspect",
  summary:
    "Show the contents of a log: topics or columns, with timestamps, rates, gaps and fields.",
  usage: "metrics-project inspect LOG|DIR",
  options: {
    json: { type: "boolean", summary: "print one JSON object" },
    "all-fields": { type: "boolean", summary: "list all fields of a topic, not just the first 40" },
  },
  positionals: [{ name: "LOG|DIR", summary: "a recording, or a folder of them", required: true }],
  details: [
    "Reads MCAP, ROS 1 bags, rosbag2 (.db3), PX4 ULog, Parquet, CSV, JSON lines and JSON. Detects the format from the",
    "content, and needs no project. It reads the whole log once; memory does not grow with its size.",
    "",
    "In JSON, timestamps are nanoseconds as strings; so are integers beyond 2^53.",
  ].join("\n"),
  exitCodes: "0 done, 1 no file could be read, 2 wrong usage",
  async run(world, { options, positionals: [given = ""] }) {
    const { inspectLogs } = await import("./inspectLogs.js");
    const line = new ProgressLine(world);
    const path = resolve(world.cwd, given);
    const inspection = await inspectLogs(path, {
      signal: world.signal,
      onProgress: (progress) => line.show(progress),
    }).finally(() => line.end());
    if (options.json) {
      world.stdout.write(`${JSON.stringify(inspection, exact, 2)}\n`);
    } else {
      const { printInspection } = await import("./printInspection.js");
      world.stdout.write(printInspection(inspection, { allFields: options["all-fields"] }));
    }
    return 0;
  },
});

/** Keeps all values exact in JSON. */
function exact(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

import { resolve } from "node:path";
import { defineCommand, type World } from "../../cli/command.js";

export const command = defineCommand({
  name: "inspect",
  summary: "Say what a log holds: topics or columns, their times, rates, gaps and fields.",
  usage: "metrics-project inspect LOG|DIR",
  options: {
    json: { type: "boolean", summary: "print one JSON object instead of text" },
    "all-fields": { type: "boolean", summary: "list all fields of a topic, not only the first 40" },
  },
  positionals: [{ name: "LOG|DIR", summary: "a recording, or a folder of them", required: true }],
  details: [
    "Reads MCAP, ROS 1 bags, rosbag2 (.db3), PX4 ULog, Parquet, CSV, JSON lines and JSON, told apart by their content;",
    "a project is not needed. It reads the whole log once, in memory that does not grow with it.",
    "",
    "In JSON, times are nanoseconds in strings, and so are integers beyond 2^53.",
  ].join("\n"),
  exitCodes: "0 done, 1 nothing could be read, 2 wrong usage",
  async run(world, { options, positionals: [given = ""] }) {
    const { inspectLogs } = await import("./inspectLogs.js");
    const progress = new ProgressLine(world);
    const path = resolve(world.cwd, given);
    const inspection = await inspectLogs(path, {
      signal: world.signal,
      onProgress: ({ bytes, totalBytes, seconds }) => progress.show(bytes, totalBytes, seconds),
    }).finally(() => progress.end());
    if (options.json) {
      world.stdout.write(`${JSON.stringify(inspection, exact, 2)}\n`);
    } else {
      const { printInspection } = await import("./printInspection.js");
      world.stdout.write(printInspection(inspection, { allFields: options["all-fields"] }));
    }
    return 0;
  },
});

/** Nothing is rounded on its way into JSON. */
function exact(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** Says how far reading is: on a terminal in one line that is written anew, elsewhere a line every few seconds. */
class ProgressLine {
  readonly #world: World;
  #spokeAt = 0;
  #isOpen = false;

  constructor(world: World) {
    this.#world = world;
  }

  show(bytes: number, totalBytes: number, seconds: number): void {
    const { stderr } = this.#world;
    const isTerminal = stderr.isTTY === true;
    if (seconds - this.#spokeAt < (isTerminal ? 0.2 : 5)) return;
    this.#spokeAt = seconds;
    const megabytes = (value: number) => (value / 1e6).toFixed(0);
    const line = `reading: ${megabytes(bytes)} of ${megabytes(totalBytes)} MB, ${megabytes(bytes / seconds)} MB/s`;
    stderr.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
    this.#isOpen = isTerminal;
  }

  end(): void {
    if (this.#isOpen) this.#world.stderr.write("\r\u001b[K");
    this.#isOpen = false;
  }
}

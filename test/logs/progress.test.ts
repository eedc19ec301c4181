import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createLog } from "@metrics-project/runtime";
import { type LogFormat, type LogProgress, openLogs } from "@metrics-project/runtime/logs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ProgressLine } from "../../generators/commands/inspect/ProgressLine.js";
import { temporaryFolder } from "../create/temporaryFolder.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "hrtime"] }));
afterEach(() => void vi.useRealTimers());

/** A format of 4 MB, of which each quarter takes two seconds to look through, and as long to read. */
const slow: LogFormat = {
  name: "slow",
  sniff: () => true,
  async open(_file, { onProgress }) {
    const quarters = [1, 2, 3, 4].map((quarter) => quarter * 1_000_000);
    for (const position of quarters) {
      vi.advanceTimersByTime(2000);
      onProgress?.(position);
    }
    const channel = {
      topic: "/t",
      type: "",
      encoding: "json",
      schemaEncoding: "",
      schema: new Uint8Array(0),
      count: undefined,
      times: {},
      decoder: async () => ({ decode: () => ({}) }),
    };
    return {
      channels: [channel],
      damage: undefined,
      async *read() {
        for (const position of quarters) {
          vi.advanceTimersByTime(2000);
          yield { messages: [], position };
        }
      },
      close: async () => undefined,
    };
  },
};

async function readSlowly(onProgress?: (progress: LogProgress) => void): Promise<string[]> {
  const path = join(await temporaryFolder(), "run.slow");
  await writeFile(path, Buffer.alloc(4_000_000));
  const lines: string[] = [];
  const log = createLog({ write: (text) => lines.push(text.trimEnd()) });
  const report = onProgress && { onProgress };
  await using logs = await openLogs(path, { formats: [slow], log, ...report });
  for await (const _ of logs.read({ t: { topic: "/t", optional: true } })) break;
  return lines.map((line) => line.replace(path, "run.slow"));
}

describe("while recordings are read", () => {
  it("a line reports the progress every few seconds, starting with the first check", async () => {
    expect(await readSlowly()).toEqual([
      "scanning run.slow: 3.0 of 4.0 MB (75 %, 0.5 MB/s)",
      "reading logs: 3.0 of 4.0 MB (75 %, 0.5 MB/s)",
      expect.stringContaining("/t is declared"),
    ]);
  });

  it("a callback receives every step instead", async () => {
    const told: LogProgress[] = [];
    const lines = await readSlowly((progress) => told.push(progress));
    expect(lines).toEqual([expect.stringContaining("/t is declared")]);
    const steps = [1, 2, 3, 4].map((at) => ({
      bytes: at * 1_000_000,
      totalBytes: 4_000_000,
      seconds: 2 * at,
    }));
    expect(told).toEqual([...steps, ...steps]);
  });
});

describe("the line of inspect", () => {
  function show(isTTY: boolean, milliseconds: readonly number[]): string {
    let text = "";
    const stderr = { isTTY, write: (part: string) => (text += part) };
    const line = new ProgressLine({ stderr: stderr as never });
    for (const [index, pause] of milliseconds.entries()) {
      vi.advanceTimersByTime(pause);
      line.show({ bytes: (index + 1) * 1e6, totalBytes: 9e6, seconds: index + 1 });
    }
    line.end();
    return text;
  }

  it("is overwritten on a terminal, and removed at the end", () => {
    expect(show(true, [300, 10, 300])).toBe(
      "\r\u001b[Kreading: 1 of 9 MB, 1 MB/s\r\u001b[Kreading: 3 of 9 MB, 1 MB/s\r\u001b[K",
    );
  });

  it("is one of its own every five seconds elsewhere", () => {
    expect(show(false, [300, 4800, 10, 5000])).toBe(
      "reading: 2 of 9 MB, 1 MB/s\nreading: 4 of 9 MB, 1 MB/s\n",
    );
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runMetricsBuild, type TestContext } from "@metrics-project/runtime";

/** A metrics build whose test function does what BEHAVIOR names; run as a child process by the tests. */
const behaviors: Record<string, (context: TestContext) => Promise<void> | void> = {
  finish: () => {},
  hang: async () => {
    process.stdout.write("started\n");
    await new Promise(() => setInterval(() => {}, 1000));
  },
  heed: async ({ signal }) => {
    process.stdout.write("started\n");
    await new Promise((_, reject) => {
      const timer = setInterval(() => {}, 1000);
      signal.addEventListener("abort", () => {
        clearInterval(timer);
        reject(signal.reason);
      });
    });
  },
  linger: () => {
    setInterval(() => {}, 1000);
  },
  reject: async () => {
    void Promise.reject(new Error("nobody awaits this"));
    await new Promise((resolve) => setTimeout(resolve, 10_000));
  },
  rejectAtTheEnd: () => {
    setTimeout(() => {
      throw new Error("nobody awaits this");
    });
  },
  rejectLate: () => {
    // When the message is written: its folder holds it then.
    process.on("beforeExit", () => void Promise.reject(new Error("nobody awaits this")));
  },
  addLate: ({ writer }) => {
    process.once("beforeExit", async () => {
      writer.addScalarMetric("Late", { value: 1 });
    });
  },
  exit: () => process.exit(0),
  exitWithCode: () => process.exit(7),
  stick: () => new Promise(() => {}),
  aggregate: () => {
    throw new AggregateError([new Error("left wheel"), new Error("right wheel")], "wheels");
  },
  chatter: async () => {
    for (let line = 0; line < 2000; line++) {
      console.log(`line ${line} to whoever listens`);
      console.error(`line ${line} to whoever listens`);
      if (line % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  writeItself: ({ outputs }) => {
    writeFileSync(join(outputs.dir, "metrics.binproto"), "not a message");
    throw new Error("after all of it");
  },
  writeItselfAndExit: ({ outputs }) => {
    writeFileSync(join(outputs.dir, "metrics.binproto"), "not a message");
    process.exit(0);
  },
  frame: async ({ outputs }) => {
    await Promise.all([0, 1, 2].map((at) => outputs.file(`frames/${at}.bin`, "frame")));
  },
  files: async ({ outputs }) => {
    process.stdout.write("started\n");
    for (let i = 0; ; i++) await outputs.file(`frames/${i % 10}.bin`, new Uint8Array(100_000));
  },
};

await runMetricsBuild({
  test: async (context) => {
    context.writer.addScalarMetric("Answer", { value: 42 });
    await behaviors[process.env.BEHAVIOR ?? ""]?.(context);
  },
});

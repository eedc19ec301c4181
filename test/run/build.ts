import { runMetricsBuild, type TestContext } from "@metrics-project/runtime";

/** A metrics build whose test function does what BEHAVIOUR names; run as a child process by the tests. */
const behaviours: Record<string, (context: TestContext) => Promise<void> | void> = {
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
  files: async ({ outputs }) => {
    process.stdout.write("started\n");
    for (let i = 0; ; i++) await outputs.file(`frames/${i % 10}.bin`, new Uint8Array(100_000));
  },
};

await runMetricsBuild({
  test: async (context) => {
    context.writer.addScalarMetric("Answer", { value: 42 });
    await behaviours[process.env.BEHAVIOUR ?? ""]?.(context);
  },
});

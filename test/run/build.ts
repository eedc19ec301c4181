import { runMetricsBuild } from "@metrics-project/runtime";

/** A metrics build whose test function does what BEHAVIOUR names; run as a child process by the tests. */
const behaviours: Record<string, (signal: AbortSignal) => Promise<void> | void> = {
  finish: () => {},
  hang: async () => {
    process.stdout.write("started\n");
    await new Promise(() => setInterval(() => {}, 1000));
  },
  heed: async (signal) => {
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
};

await runMetricsBuild({
  test: async ({ writer, signal }) => {
    writer.addScalarMetric("Answer", { value: 42 });
    await behaviours[process.env.BEHAVIOUR ?? ""]?.(signal);
  },
});

import { startPlatform } from "@metrics-project/platform";
import { doubles, MetricsWriter } from "@metrics-project/runtime";

/** What a batch holds, and how slow its platform is. */
export interface Scenario {
  tests: number;
  /** Metrics of each test. */
  metrics: number;
  /** Series of each test. */
  data: number;
  /** Values of each series. */
  doubles: number;
  /** Milliseconds before each response. */
  latency?: number;
}

/** Where a batch is to be read. The server prints it as JSON when all is recorded. */
export interface Batch {
  apiURL: string;
  authToken: string;
  projectID: string;
  batchID: string;
}

/** The local platform in a process of its own: nothing that it does is time or memory of the client. */
const scenario = JSON.parse(process.argv[2] ?? "") as Scenario;
const platform = await startPlatform();
const { batchID } = await platform.addBatch();
const values = Array.from({ length: scenario.doubles }, (_, i) => i * 0.5);
for (let test = 0; test < scenario.tests; test++) {
  const writer = new MetricsWriter();
  for (let i = 0; i < scenario.metrics; i++) {
    writer.addScalarMetric(`metric ${i}`, { value: test + i / 100, unit: "m" });
  }
  for (let i = 0; i < scenario.data; i++) writer.addMetricsData(doubles(`data ${i}`, values));
  await platform.recordTest({ batchID, message: writer.write() });
}
platform.setFaults({ latency: scenario.latency ?? 0 });
const batch: Batch = platform.batchConfig(batchID);
process.stdout.write(`${JSON.stringify(batch)}\n`);
process.once("disconnect", () => void platform.close().then(() => process.exit(0)));

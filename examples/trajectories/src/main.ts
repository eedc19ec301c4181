import { runMetricsBuild } from "@metrics-project/runtime";
import { batchMetrics } from "./batch-metrics.ts";
import { reportMetrics } from "./report-metrics.ts";
import { testMetrics } from "./test-metrics.ts";

await runMetricsBuild({ test: testMetrics, batch: batchMetrics, report: reportMetrics });

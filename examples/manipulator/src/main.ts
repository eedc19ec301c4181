import { runMetricsBuild } from "@metrics-project/runtime";
import { testMetrics } from "./test-metrics.ts";

// Batch and report mode have no function here: they succeed and write nothing.
await runMetricsBuild({ test: testMetrics });

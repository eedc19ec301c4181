import { MetricDefinitionError } from "../errors.js";
import type { MetricsWriter } from "../writer/metricsWriter.js";

/**
 * Makes a writer refuse further additions. Its message was already taken, so anything added later, by a call
 * that was not awaited, would be lost silently.
 */
export function sealWriter(writer: MetricsWriter, owner: string): void {
  const refuse = (added: string | { name: string }): never => {
    const name = typeof added === "string" ? added : added.name;
    throw new MetricDefinitionError(`"${name}" was added after ${owner} had ended, so it is lost`, {
      hint: "Await all code that adds metrics, data or events before the function returns.",
    });
  };
  const refuseStatus = (): never => {
    throw new MetricDefinitionError(`the overall status was set after ${owner} had ended`, {
      hint: "Await the code that sets it before the function returns.",
    });
  };
  Object.defineProperty(writer, "status", { set: refuseStatus });
  Object.assign(writer, { addMetric: refuse, addMetricsData: refuse, addEvent: refuse });
}

import { MetricDefinitionError } from "../errors.js";
import type { MetricsWriter } from "../writer/metricsWriter.js";

/**
 * Makes a writer refuse whatever is added from now on: its message has been taken, and what comes
 * later, from a call that was not awaited, would be lost without a word.
 */
export function sealWriter(writer: MetricsWriter, owner: string): void {
  const refuse = (added: string | { name: string }): never => {
    const name = typeof added === "string" ? added : added.name;
    throw new MetricDefinitionError(`"${name}" was added after ${owner} had ended, and is lost`, {
      hint: "Await whatever adds metrics, data or events before the function returns.",
    });
  };
  const refuseStatus = (): never => {
    throw new MetricDefinitionError(`the overall status was said after ${owner} had ended`, {
      hint: "Await whatever says it before the function returns.",
    });
  };
  Object.defineProperty(writer, "status", { set: refuseStatus });
  Object.assign(writer, { addMetric: refuse, addMetricsData: refuse, addEvent: refuse });
}

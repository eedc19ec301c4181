import type { EmissionRow, EmissionsProblem } from "./EmissionRow.js";
import { fieldProblem, isEventMetric } from "./fieldProblem.js";
import type { Topic, Topics } from "./topics.js";

/**
 * Checks a row that was read against the topics of a config. Reports T1 (not declared), T2 (no
 * schema), T3 (an unknown field), T4 (a missing field) and T5 (a value of another type). Also T7
 * (an event in a topic without events, or the reverse).
 */
export function emissionProblems(row: EmissionRow, topics: Topics): EmissionsProblem[] {
  const { topic, data, line, event } = row;
  const found: EmissionsProblem[] = [];
  const add = (code: EmissionsProblem["code"], message: string) =>
    void found.push({ code, severity: "problem", line, message });
  const declared: Partial<Topic> | undefined = Object.hasOwn(topics, topic)
    ? topics[topic]
    : undefined;
  if (declared === undefined) {
    const names = Object.keys(topics).join(", ") || "none";
    add("T1", `topic "${topic}" is not declared; the config has ${names}`);
    return found;
  }
  const { schema } = declared;
  if (schema === undefined) {
    add("T2", `topic "${topic}" has no schema`);
    return found;
  }
  if (event !== (declared.event === true)) {
    const said = event
      ? "the row is an event, but the config does not set"
      : "the row is not an event, but the config sets";
    add("T7", `topic "${topic}": ${said} event: true`);
  }
  const names = Object.keys(schema);
  for (const name of Object.keys(data)) {
    if (Object.hasOwn(schema, name)) continue;
    add("T3", `topic "${topic}" has no field "${name}"; its schema has ${names.join(", ")}`);
  }
  for (const name of names) {
    const type = schema[name];
    if (type === undefined) continue;
    if (!Object.hasOwn(data, name)) {
      add("T4", `topic "${topic}" lacks the field "${name}": every row must have every field`);
      continue;
    }
    const problem = fieldProblem(type, data[name]);
    if (problem !== undefined) add("T5", `topic "${topic}", field "${name}" ${problem}`);
  }
  const { metrics } = data;
  const isKnownField = Object.hasOwn(schema, "metrics") && schema.metrics === "metric[]";
  if (event && metrics !== undefined && !isKnownField && !isMetricList(metrics)) {
    add("T5", `topic "${topic}", field "metrics" ${fieldProblem("metric[]", metrics)}`);
  }
  return found;
}

function isMetricList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isEventMetric);
}

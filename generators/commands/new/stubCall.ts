import type { FieldType } from "@metrics-project/runtime";
import { drawingOf } from "../../emissions/drawings.js";

/** A sample value of each type. */
const samples: Readonly<Record<FieldType, string>> = {
  boolean: "true",
  int: "0",
  float: "0",
  string: '"text"',
  status: '"PASSED"',
  image: '"frame.png"',
  video: '"run.mp4"',
  "string[]": "[]",
  "metric[]": '[{ name: "Clearance", type: "scalar", value: 0.4, unit: "m" }]',
};

/** The statements of a stub that emits sample rows of a topic, indented by two spaces. */
export function stubCall(
  topic: string,
  schema: Readonly<Record<string, FieldType>>,
  { event, word }: { event: boolean; word: string | undefined },
): string {
  const name = JSON.stringify(topic);
  const row = (value: (field: string, type: FieldType) => string) =>
    `{\n${Object.entries(schema)
      .map(([field, type]) => `    ${field}: ${value(field, type)},\n`)
      .join("")}  }`;
  const single = row((_, type) => samples[type]);
  if (event) {
    return `  // Nanoseconds: the timestamp of the message it refers to.\n  emissions.emitEvent(${name}, ${single}, { time: 0n });`;
  }
  if (word === "image") {
    return `  // The bytes of a PNG, JPEG or GIF.\n  const bytes = new Uint8Array();\n  emissions.emit(${name}, { file: await outputs.file("${topic}.png", bytes) });`;
  }
  if (word === "plotly") {
    return `  const figure = { data: [{ type: "scatter", x: [0, 1], y: [0, 1] }], layout: {} };\n  emissions.emit(${name}, { raw_metric: JSON.stringify(figure) });`;
  }
  const drawing = word === undefined ? undefined : drawingOf(word);
  if (drawing === undefined || word === "scalar" || word === "text") {
    return `  emissions.emit(${name}, ${single});`;
  }
  const columns = row((_, type) => `[${samples[type]}, ${samples[type]}]`);
  return drawing.timed
    ? `  // One list per field, and one timestamp in nanoseconds per row.\n  emissions.emitSeries(${name}, ${columns}, { times: [0n, 1_000_000_000n] });`
    : `  // One list per field, all of the same length.\n  emissions.emitSeries(${name}, ${columns});`;
}

import {
  doubles,
  externalFile,
  grouped,
  MetricDefinitionError,
  MetricsWriter,
  mergeSeries,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

/** A value of the wrong type, as from JavaScript. */
const untyped = (value: unknown) => value as never;

describe("parts to merge", () => {
  it("are plain series", () => {
    const parts = [doubles("a", [1]), grouped("b", "doubles", { a: [1] })];
    expect(() => mergeSeries("all", untyped(parts))).toThrow(
      'metrics data "all": its part 1 is not a plain series',
    );
  });
});

describe("texts", () => {
  it.each([
    [
      "a description",
      (w: MetricsWriter) => w.addTextMetric("M", { text: "a", description: untyped(5) }),
      'metric "M": its description must be a string, got 5',
    ],
    [
      "a unit",
      () => doubles("x", [1], { unit: untyped(5) }),
      'metrics data "x": its unit must be a string, got 5',
    ],
    [
      "the unit of grouped data",
      () => grouped("x", "doubles", { a: [1] }, { unit: untyped({}) }),
      'metrics data "x": its unit must be a string, got an object',
    ],
    [
      "the unit of merged data",
      () => mergeSeries("x", [doubles("a", [1])], { unit: untyped(null) }),
      'metrics data "x": its unit must be a string, got null',
    ],
    [
      "a name",
      (w: MetricsWriter) => w.addTextMetric("\ud83d", { text: "a" }),
      'its name "\\ud83d" contains half a surrogate pair',
    ],
    [
      "a figure",
      (w: MetricsWriter) => w.addPlotlyMetric("M", { figure: untyped('{"data":[]}') }),
      'metric "M": its figure is "{\\"data\\":[]}", without data',
    ],
    [
      "a path that ends in a folder",
      () => externalFile("x", "frames/"),
      'metrics data "x": its path is "frames/"',
    ],
    ["the path of the folder itself", () => externalFile("x", "."), 'its path is "."'],
    ["the path of a subfolder itself", () => externalFile("x", "frames/."), 'is "frames/."'],
  ])("that cannot be %s are refused", (_, wrong, message) => {
    let thrown: unknown;
    try {
      wrong(new MetricsWriter());
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MetricDefinitionError);
    expect((thrown as Error).message).toContain(message);
  });

  it.each(["frames/a.png", "./a.png", ".a", "a..b/c", "frames/😀.png"])(
    "may be the path %s",
    (path) => expect(externalFile("x", path).path).toBe(path),
  );

  it.each(["a\0b", "速度 😀", "__proto__", " ", "a\nb", "e\u0301"])(
    "may be the name %j",
    (name) => {
      const writer = new MetricsWriter();
      writer.addScalarMetric(name, { value: 1 });
      expect(writer.write().jobLevelMetrics?.metrics[0]?.name).toBe(name);
    },
  );
});

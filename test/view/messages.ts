import { readFileSync } from "node:fs";
import {
  decodeJobMetrics,
  doubles,
  externalFile,
  fromSeconds,
  groupBy,
  histogramBuckets,
  type JobMetrics,
  MetricsWriter,
  strings,
  timestamps,
} from "@metrics-project/runtime";

const vectors = new URL("../fixtures/vectors/", import.meta.url);

/** A message as the platform's own SDK wrote it. */
export function vector(name: string): JobMetrics {
  return decodeJobMetrics(readFileSync(new URL(`${name}.binproto`, vectors)));
}

/** A message with a text that tries to run something. */
export function hostileText(): JobMetrics {
  const writer = new MetricsWriter();
  writer.addTextMetric("Hostile", {
    text: [
      "# Report <script>window.hacked = 1</script>",
      '<img src="x" onerror="window.hacked = 2">',
      "[a link](javascript:window.hacked=3) and [a good one](https://example.com/a?b=c)",
      '<iframe src="javascript:parent.hacked=4"></iframe><svg onload="window.hacked=5"></svg>',
      '<form action="https://example.com"><button>Send</button></form>',
      '<p style="position:fixed;inset:0" id="app" onclick="window.hacked=6">over everything</p>',
      "![remote](https://example.com/pixel.png)",
      "</script><script>window.hacked = 7</script>",
      "| a | b |\n| - | - |\n| 1 | 2 |",
    ].join("\n\n"),
  });
  writer.addScalarMetric('</script><img src=x onerror="window.hacked=8">', { value: 1 });
  return writer.write();
}

/** Figures that only plotly's full build draws, one that it does not know, and one it refuses. */
export function figures(): JobMetrics {
  const writer = new MetricsWriter();
  writer.addPlotlyMetric("Flight", {
    figure: {
      data: [{ type: "scatter3d", x: [1, 2, 3], y: [1, 4, 9], z: [0, 1, 0], mode: "lines" }],
      layout: {},
    },
  });
  writer.addPlotlyMetric("Table", {
    figure: {
      data: [{ type: "table", header: { values: ["a", "b"] }, cells: { values: [[1], [2]] } }],
      layout: {},
    },
  });
  writer.addPlotlyMetric("Heat", {
    figure: {
      data: [
        {
          type: "heatmap",
          z: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
      layout: {},
    },
  });
  const message = writer.write();
  const [metric] = message.jobLevelMetrics?.metrics ?? [];
  if (metric === undefined) throw new Error("no metric");
  const like = (name: string, json: Record<string, unknown>) => {
    const copy = structuredClone(metric);
    copy.name = name;
    copy.metricId = { id: { data: crypto.randomUUID() } };
    copy.metricValues = {
      metricValues: { $case: "plotlyMetricValues", value: { json } },
    };
    message.jobLevelMetrics?.metrics.push(copy);
  };
  like("Unknown", { data: [{ type: "hologram", x: [1], y: [1] }], layout: {} });
  like("Refused", { data: [{ type: "scatter", y: [1, 2] }], layout: { xaxis: 7, grid: 3 } });
  like("Odd", { data: [null, 5], layout: null });
  like("Nothing", { layout: {} });
  return message;
}

/** One line of `points` values with three failures, as long as a long drive. */
export function longLine(points: number): JobMetrics {
  const writer = new MetricsWriter();
  const time = timestamps(
    "time",
    Array.from({ length: points }, (_, i) => fromSeconds(i / 100)),
  );
  const values = Float64Array.from({ length: points }, (_, i) => Math.sin(i / 5000) + (i % 7) / 50);
  values[123] = 9;
  values[points >> 1] = -9;
  values[points - 2] = 12;
  writer.addDoubleOverTimeMetric("Long", {
    lines: [{ values: doubles("speed", values, { index: time, unit: "m/s" }), failsAbove: 8 }],
  });
  return writer.write();
}

/** Several such lines, each a metric of its own with values that do not compress. */
export function longLines(count: number, points: number): JobMetrics {
  const writer = new MetricsWriter();
  const time = timestamps(
    "time",
    Array.from({ length: points }, (_, i) => fromSeconds(i / 100)),
  );
  for (let n = 0; n < count; n += 1) {
    const values = Float64Array.from({ length: points }, (_, i) => Math.sin(i * (n + 1)) + i / 1e6);
    values[points >> (n + 1)] = 9;
    writer.addDoubleOverTimeMetric(`Long ${n}`, {
      lines: [{ values: doubles(`speed ${n}`, values, { index: time }), failsAbove: 8 }],
    });
  }
  return writer.write();
}

/** A message of `count` metrics: scalars, lines and bars in turn. */
export function manyMetrics(count: number): JobMetrics {
  const writer = new MetricsWriter();
  const time = timestamps(
    "time",
    Array.from({ length: 500 }, (_, i) => fromSeconds(i / 10)),
  );
  const sensors = strings("sensor", ["lidar", "front", "rear", "imu"]);
  for (let n = 0; n < count; n += 1) {
    if (n % 3 === 0) writer.addScalarMetric(`Scalar ${n}`, { value: n, failsAbove: 150 });
    else if (n % 3 === 1) {
      const values = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i / 20 + n));
      writer.addDoubleOverTimeMetric(`Line ${n}`, {
        lines: [{ values: doubles(`line ${n}`, values, { index: time }), failsAbove: 0.99 }],
      });
    } else {
      writer.addBarChartMetric(`Bars ${n}`, {
        bars: [{ values: doubles(`bars ${n}`, [n, 1, 2, 3], { index: sensors }) }],
      });
    }
  }
  return writer.write();
}

/** A message with images, some there and some not, a file, hidden metrics and groups. */
export function withFiles(): JobMetrics {
  const writer = new MetricsWriter();
  writer.addImageMetric("There", { image: externalFile("there", "frames/a.png") });
  writer.addImageMetric("Gone", { image: externalFile("gone", "frames/gone.png") });
  writer.addImageMetric("Outside", { image: externalFile("outside", "secret.png") });
  writer.addImageMetric("No image", { image: externalFile("no image", "frames/a.txt") });
  writer.addImageListMetric("Frames", {
    images: [externalFile("first", "frames/a.png"), externalFile("second", "frames/b.png")],
  });
  writer.addMetricsData(externalFile("log", "run log.txt"));
  writer.addScalarMetric("Hidden", { value: 1, shouldDisplay: false });
  const values = doubles("error", [1, 2, 3, 40], { unit: "m" });
  const by = groupBy(values, strings("robot", ["ego", "cart", "ego", "cart"]));
  writer.addHistogramMetric("Errors", {
    values: by,
    buckets: histogramBuckets({ from: 0, to: 4, count: 4 }),
    lowerBound: 0,
    upperBound: 4,
  });
  const message = writer.write();
  for (const { data } of message.metricsData) {
    // The writer refuses such a path; another one may not.
    if (data?.$case === "externalFile" && data.value.path === "secret.png") {
      data.value.path = "../secret.png";
    }
  }
  return message;
}

/** A message with one figure, which may be what no type of ours allows. */
export function figureOf(json: object) {
  const writer = new MetricsWriter();
  writer.addPlotlyMetric("figure", { figure: { data: [], layout: {} } });
  const message = writer.write();
  const held = message.jobLevelMetrics?.metrics[0]?.metricValues?.metricValues;
  if (held?.$case === "plotlyMetricValues") held.value.json = json as typeof held.value.json;
  return message;
}

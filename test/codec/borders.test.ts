import {
  DecodeError,
  decodeJobMetrics,
  decodeMetric,
  decodeMetricsData,
  encodeJobMetrics,
  encodeMetric,
  encodeMetricsData,
} from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { reference } from "./reference.js";
import { block, double, number, text, varint } from "./wire.js";

const bytes = (...content: number[]) => Uint8Array.from(content);
const emptyMetric = () => decodeMetric(bytes());
const name = (value: string) => block(2, ...text(value));
const tagOf = (field: number, type: number) => varint(field * 8 + type);

/** The bytes that another implementation of protobuf writes. */
function written(type: string, message: Record<string, unknown>): Uint8Array {
  const known = reference(type);
  return Uint8Array.from(known.encode(known.fromObject(message)).finish());
}

describe("lengths", () => {
  // Around the bytes of a length, the strings that are written at once, and the messages that move.
  const lengths = [0, 1, 47, 48, 121, 122, 125, 126, 127, 128, 129, 250, 1010, 1023, 1024, 1025];
  const long = [16_370, 16_383, 16_384, 16_385, 2_097_151, 2_097_152];

  test.each([...lengths, ...long])("a string of %i letters, alone and in messages", (length) => {
    const value = "x".repeat(length);
    const alone = encodeMetric({ ...emptyMetric(), name: value });
    // Not toEqual, which takes minutes for millions of bytes.
    expect(Buffer.compare(alone, written("Metric", { name: value }))).toBe(0);
    const sent = written("JobMetrics", {
      jobLevelMetrics: { metrics: [{ name: "first" }, { name: value }], metricsStatus: 1 },
      metricsData: [{ unit: value }, { unit: "last" }],
    });
    expect(Buffer.compare(encodeJobMetrics(decodeJobMetrics(sent)), sent)).toBe(0);
  });

  test.each([0, 1, 15, 16, 17, 127, 128, 129, 130, 2047, 2048, 2049])(
    "%i doubles, then other fields",
    (length) => {
      const sent = written("JobMetrics", {
        metricsData: [
          { name: "a", series: { doubles: { series: Array(length).fill(0.1) } } },
          { name: "b", series: { doubles: { series: Array(length).fill(-2) } } },
        ],
        metricsStatus: 2,
      });
      expect(encodeJobMetrics(decodeJobMetrics(sent))).toEqual(sent);
    },
  );

  test.each([0, 46, 47, 48])("a letter of two bytes after %i of one", (before) => {
    for (const after of [0, 1, 47 - before, 48 - before]) {
      const value = `${"x".repeat(before)}ä${"x".repeat(Math.max(0, after))}`;
      const metric = { ...emptyMetric(), name: value, description: "y" };
      expect(encodeMetric(metric)).toEqual(written("Metric", { name: value, description: "y" }));
    }
  });

  test("of more bytes than they need are read, up to five", () => {
    expect(decodeMetric(bytes(18, 0x81, 0x80, 0x80, 0x80, 0x00, 65)).name).toBe("A");
    const tooLong = () => decodeMetric(bytes(18, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00, 65));
    expect(tooLong).toThrow("at byte 7, a length is longer than 32 bits");
  });

  test("of tags may have 32 bits, and no more", () => {
    const largest = bytes(0xf8, 0xff, 0xff, 0xff, 0x0f, 5);
    const metric = decodeMetric(largest);
    expect(metric._unknownFields).toEqual({ 4294967288: [bytes(5)] });
    expect(encodeMetric(metric)).toEqual(largest);
    const tooLong = () => decodeMetric(bytes(0xf8, 0xff, 0xff, 0xff, 0x1f, 5));
    expect(tooLong).toThrow("at byte 5, a tag is longer than 32 bits");
  });
});

describe("values that end with their message, or one byte before", () => {
  const fixed64 = [...tagOf(100, 1), ...double(1)];
  const fixed32 = [...tagOf(100, 5), 1, 2, 3, 4];
  const order = [...tagOf(11, 5), 0, 0, 192, 63];
  const scalar = block(7, ...block(7, ...tagOf(1, 1), ...double(2.5)));

  test.each([
    ["a float", order],
    ["a string", name("ab")],
    ["a message", block(1, ...block(1, ...block(1, ...text("ab"))))],
    ["a double", scalar],
    ["an unknown field of 8 bytes", fixed64],
    ["an unknown field of 4 bytes", fixed32],
    ["an unknown block", block(100, 1, 2)],
    ["an unknown number of two bytes", number(100, 300)],
  ])("%s", (_, field) => {
    const metric = bytes(...field);
    expect(encodeMetric(decodeMetric(metric))).toEqual(metric);
    const cut = field.slice(0, -1);
    expect(() => decodeMetric(bytes(...cut))).toThrow(DecodeError);
    // In a message, behind which there are more bytes, which are not its own.
    const around = (content: number[]) =>
      bytes(...block(2, ...block(1, ...content)), ...number(4, 1), ...number(4, 1));
    const [inner] = decodeJobMetrics(around(field)).jobLevelMetrics?.metrics ?? [];
    expect(inner).toStrictEqual(decodeMetric(metric));
    expect(() => decodeJobMetrics(around(cut))).toThrow(DecodeError);
  });
});

describe("nesting", () => {
  const groups = (depth: number) => {
    const start = varint((100 << 3) | 3);
    const end = varint((100 << 3) | 4);
    return [...Array(depth).fill(start), ...Array(depth).fill(end)].flat();
  };

  test("groups are kept down to a depth of 100", () => {
    const deepest = bytes(...groups(100));
    expect(encodeMetric(decodeMetric(deepest))).toEqual(deepest);
    expect(() => decodeMetric(bytes(...groups(101)))).toThrow("groups are nested deeper than 100");
  });

  test("the messages around groups count", () => {
    const inTwo = (depth: number) => bytes(...block(2, ...block(1, ...groups(depth))));
    expect(encodeJobMetrics(decodeJobMetrics(inTwo(98)))).toEqual(inTwo(98));
    expect(() => decodeJobMetrics(inTwo(99))).toThrow("groups are nested deeper than 100");
  });

  /** A metric whose figure has a list in a list, and so on: two messages for each. */
  const lists = (depth: number, ...innermost: number[]) => {
    let value = innermost;
    for (let at = 0; at < depth; at++) value = block(6, ...block(1, ...value));
    return bytes(
      ...block(7, ...block(8, ...block(1, ...block(1, ...block(1, 65), ...block(2, ...value))))),
    );
  };

  test("messages are read down to a depth of 100", () => {
    // Values, figure, its Struct, entry and value are five; 47 lists with their values are 94; the last one is a list.
    expect(decodeMetric(lists(47, ...block(6))).metricValues).toBeDefined();
    expect(() => decodeMetric(lists(47, ...block(6, ...block(1))))).toThrow(
      "messages are nested deeper than 100",
    );
  });

  test("figures are written as deep as they are read", () => {
    const write = (innermost: unknown[]) => {
      let value = innermost;
      for (let at = 0; at < 47; at++) value = [value];
      const figure = { $case: "plotlyMetricValues" as const, value: { json: { A: value } } };
      return encodeMetric({ ...emptyMetric(), metricValues: { metricValues: figure } });
    };
    expect(write([])).toEqual(lists(47, ...block(6)));
    expect(() => write([1])).toThrow("a figure is nested too deeply for the format");
  });
});

describe("unknown fields", () => {
  test("of one number are kept in order, each under its wire type", () => {
    const kept = decodeMetric(
      bytes(...number(100, 1), ...block(100, 7), ...number(100, 2), ...number(101, 3)),
    );
    const tags = { 800: [bytes(1), bytes(2)], 802: [bytes(1, 7)], 808: [bytes(3)] };
    expect(kept._unknownFields).toEqual(tags);
    expect(encodeMetric(kept)).toEqual(
      bytes(...number(100, 1), ...number(100, 2), ...block(100, 7), ...number(101, 3)),
    );
  });

  test.each([
    ["doubles", block(1, ...block(1, ...double(1)), ...number(100, 5))],
    ["timestamps", block(2, ...block(1, ...number(1, 1)), ...number(100, 5))],
    ["IDs", block(3, ...block(1, ...block(1, 65)), ...number(100, 5))],
    ["strings", block(4, ...block(1, 65), ...number(100, 5))],
    ["statuses", block(5, ...block(1, 1, 2), ...number(100, 5))],
    ["doubles without any", block(1, ...number(100, 5))],
    ["statuses without any", block(5, ...number(100, 5))],
  ])("of a series are kept: %s", (_, series) => {
    const data = bytes(...block(10, ...series));
    expect(encodeMetricsData(decodeMetricsData(data))).toEqual(data);
  });

  test("do not change with the bytes that they were read from", () => {
    const source = bytes(...block(100, 1, 2));
    const metric = decodeMetric(source);
    source.fill(0);
    expect(metric._unknownFields).toEqual({ 802: [bytes(2, 1, 2)] });
  });
});

describe("integers", () => {
  const summary = (value: number) => ({
    ...emptyMetric(),
    metricValues: {
      metricValues: {
        $case: "doubleMetricValues" as const,
        value: {
          valueDataId: undefined,
          statusDataId: undefined,
          failureDefinition: undefined,
          index: { $case: "seriesIndex" as const, value },
        },
      },
    },
  });

  test.each([0, 1, 127, 128, 16_383, 16_384, 0x7fffffff, 0x80000000, 0xffffffff])(
    "an index of %i",
    (seriesIndex) => {
      const sent = written("Metric", { metricValues: { doubleMetricValues: { seriesIndex } } });
      expect(encodeMetric(summary(seriesIndex))).toEqual(sent);
      expect(decodeMetric(sent)).toEqual(summary(seriesIndex));
    },
  );

  test.each([-1, 0x1_0000_0000, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "an index cannot be %d",
    (index) => {
      expect(() => encodeMetric(summary(index))).toThrow(
        `${index} is not an integer from 0 to 4294967295`,
      );
    },
  );

  test.each([1, 127, 128, 0x7fffffff, -1, -0x80000000])("a status of %i", (status) => {
    const sent = written("Metric", { status });
    expect(encodeMetric({ ...emptyMetric(), status: status as never })).toEqual(sent);
    expect(decodeMetric(sent).status).toBe(status);
  });

  test.each([0x80000000, -0x80000001, 1.5, Number.NaN])("a status cannot be %d", (status) => {
    expect(() => encodeMetric({ ...emptyMetric(), status: status as never })).toThrow(
      `${status} is not a 32-bit integer`,
    );
  });
});

describe("series of statuses", () => {
  const data = (series: number[] | Uint8Array) => ({
    ...decodeMetricsData(bytes()),
    data: {
      $case: "series" as const,
      value: { series: { $case: "statuses" as const, value: { series } } },
    },
  });
  const read = (source: Uint8Array) => {
    const { data } = decodeMetricsData(source);
    const series = data?.$case === "series" ? data.value.series : undefined;
    return series?.$case === "statuses" ? series.value.series : undefined;
  };
  const sent = (...series: number[]) =>
    written("MetricsData", { series: { statuses: { series } } });

  test.each([
    ["bytes", [0, 1, 127], Uint8Array],
    ["numbers, as one needs two bytes", [0, 1, 128], Array],
    ["numbers, as one is negative", [0, -1], Array],
    ["numbers, as one needs five bytes", [0x7fffffff, 5], Array],
  ])("are read as %s: %j", (_, series, type) => {
    const found = read(sent(...series));
    expect(found).toBeInstanceOf(type);
    expect(Array.from(found ?? [])).toEqual(series);
    expect(encodeMetricsData(data(found ?? []))).toEqual(sent(...series));
  });

  test.each([[[1, 127]], [[1, 128, 5]], [[255, 0]]])("are written from bytes: %j", (series) => {
    expect(encodeMetricsData(data(Uint8Array.from(series)))).toEqual(sent(...series));
  });

  test("of no statuses are written as nothing", () => {
    expect(encodeMetricsData(data([]))).toEqual(sent());
    expect(encodeMetricsData(data(new Uint8Array()))).toEqual(sent());
  });

  test.each([
    [[0, 127], [5, 0], Uint8Array],
    [[1, 127], [5], Uint8Array],
    [[1, 128], [5], Array],
    [[1], [5, -1], Array],
    [[], [5], Uint8Array],
  ])("of two chunks, %j and %j, are joined", (first, second, type) => {
    const chunk = (series: number[]) => block(1, ...series.flatMap(varint));
    const found = read(bytes(...block(10, ...block(5, ...chunk(first), ...chunk(second)))));
    expect(found).toBeInstanceOf(type);
    expect(Array.from(found ?? [])).toEqual([...first, ...second]);
  });
});

test.each([0, 1, 2, 31, 32, 33, 300])(
  "%i doubles in a list are written as those in an array",
  (length) => {
    const list = Array.from({ length }, (_, at) => at / 4);
    const write = (series: number[] | Float64Array) => {
      const doubles = { $case: "doubles" as const, value: { series } };
      const data = { $case: "series" as const, value: { series: doubles } };
      return encodeMetricsData({ ...decodeMetricsData(bytes()), data });
    };
    const sent = written("MetricsData", { series: { doubles: { series: list } } });
    expect(write(list)).toEqual(sent);
    expect(write(Float64Array.from(list))).toEqual(sent);
  },
);

describe("errors", () => {
  const where = (...metric: number[]) =>
    bytes(...block(2, ...block(1, ...block(7, ...block(11, ...block(1, 65))), ...metric)));

  test("name the message that they are in, not one that was read before", () => {
    expect(() => decodeJobMetrics(where(...block(2, 0xff)))).toThrow(
      /at byte \d+ \(in job_level_metrics\.metrics\[0\]\), a string is not valid UTF-8$/,
    );
  });

  test.each([
    ["a number is cut off", [16, 0x80], RangeError],
    ["a number is longer than ten bytes", [16, ...Array(11).fill(0x80), 1], Error],
    ["a length of 9 is beyond the end", [18, 9, 65], undefined],
    ["a value is cut off", [...tagOf(100, 1), 1], undefined],
    [
      "the group of field 100 ends as field 99",
      [...tagOf(100, 3), ...tagOf(99, 4), ...tagOf(100, 4)],
      undefined,
    ],
    ["field 100 has the unexpected wire type 7", tagOf(100, 7), undefined],
  ])("say what is wrong: %s", (message, content, cause) => {
    let error: unknown;
    try {
      decodeMetric(bytes(...content));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DecodeError);
    const { message: text, cause: before } = error as DecodeError;
    expect(text).toContain(`, ${message}`);
    if (cause === undefined) expect(before).toBeUndefined();
    else expect(before).toBeInstanceOf(cause);
  });

  test("of doubles say that their bytes do not divide by 8", () => {
    const data = bytes(...block(10, ...block(1, ...block(1, 1, 2, 3, 4, 5, 6, 7))));
    expect(() => decodeMetricsData(data)).toThrow("takes 7 bytes, which is not a multiple of 8");
  });

  // The bytes behind the message make a whole number of it, and are a field without their first one.
  test("a number that ends behind its message is refused", () => {
    const cut = block(2, ...block(1, ...tagOf(100, 0), 0x80));
    expect(() => decodeJobMetrics(bytes(...cut, 32, 32, 1))).toThrow("a value is cut off");
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeArray } from "../../generators/view/client/decodeArray.js";
import { levelOf, type SeriesData } from "../../generators/view/common/levels.js";
import { distinctNumber } from "../../generators/view/common/numbers.js";
import { splitMarkdown } from "../../generators/view/common/splitMarkdown.js";
import { encodeArray } from "../../generators/view/model/encodeArray.js";

/** Series with values that are missing, failures that have none, and lines that run to and fro. */
const anySeries = fc
  .record({
    seed: fc.integer(),
    length: fc.integer({ min: 1, max: 8000 }),
    share: fc.double({ min: 0, max: 0.5, noNaN: true }),
    ascending: fc.boolean(),
  })
  .map(({ seed, length, share, ascending }): SeriesData => {
    const draw = (i: number) => {
      const x = Math.sin(seed + i * 12.9898) * 43758.5453;
      return x - Math.floor(x);
    };
    return {
      x: Float64Array.from({ length }, (_, i) => (ascending ? i + draw(i) : draw(i) * 100)),
      y: Float64Array.from({ length }, (_, i) => (draw(-i) < 0.05 ? Number.NaN : draw(2 * i + 1))),
      length,
      statuses: Uint8Array.from({ length }, (_, i) => (draw(i + 0.5) < share ? 5 : 1)),
      ascending,
    };
  });

const failedOf = ({ statuses, length }: SeriesData) =>
  Array.from({ length }, (_, i) => i).filter((i) => statuses?.[i] === 5);

describe("the level of detail of a line", () => {
  test("without zoom, every position with a failing element is marked, even without a value", () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const { marks } = levelOf(series, {}, 500);
        const failed = failedOf(series);
        const shown = marks.filter(({ status }) => status === 5);
        expect(shown.reduce((sum, { all }) => sum + all, 0)).toBe(failed.length);
        const isGap = (i: number) => Number.isNaN(series.y[i]);
        for (const gap of [false, true]) {
          const own = failed.filter((i) => isGap(i) === gap);
          const at = shown.filter((one) => one.gap === gap).flatMap((one) => one.at);
          if (own.length > 0) expect(at.length).toBeGreaterThan(0);
          if (!series.ascending) continue;
          const span = (series.x[series.length - 1] ?? 0) - (series.x[0] ?? 0);
          const near = (i: number) =>
            at.some((j) => Math.abs((series.x[j] ?? 0) - (series.x[i] ?? 0)) <= span / 900);
          expect(own.filter((i) => !near(i))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("every failing element is visible at some zoom, and with it every point of that zoom", () => {
    fc.assert(
      fc.property(anySeries, fc.double({ min: 0, max: 1, noNaN: true }), (series, pick) => {
        const failed = failedOf(series).filter((i) => !Number.isNaN(series.y[i]));
        const wanted = failed[Math.floor(pick * (failed.length - 1))];
        if (wanted === undefined) return;
        const [x = 0, y = 0] = [series.x[wanted], series.y[wanted]];
        for (let span = 100; span > 1e-9; span /= 4) {
          const window = { x: [x - span, x + span], y: [y - span, y + span] } as const;
          const level = levelOf(series, window, 500);
          const isMarked = level.marks.some(({ at }) => at.includes(wanted));
          const isDrawn = level.at.includes(wanted);
          if (level.within <= 500) expect(isDrawn).toBe(true);
          if (isMarked && isDrawn) return;
        }
        expect.unreachable(`element ${wanted} is at no zoom`);
      }),
      { numRuns: 60 },
    );
  });
});

describe("arrays of a page", () => {
  const values = fc.oneof(
    fc.float64Array({ maxLength: 300 }),
    fc
      .array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 300 })
      .map((all) => Float64Array.from(all, (n) => n / 100)),
    // As a timestamp's seconds and nanoseconds are added.
    fc
      .array(fc.integer({ min: 0, max: 2_000_000 }), { minLength: 64, maxLength: 300 })
      .map((all) => Float64Array.from(all, (n) => Math.floor(n / 1000) + ((n % 1000) * 1e6) / 1e9)),
  );

  test("are restored bit by bit in every encoding", () => {
    fc.assert(
      fc.property(values, (given) => {
        const { kind, bytes, scale } = encodeArray(given);
        const buffer = new Uint8Array(bytes).buffer;
        const read = decodeArray({ kind, scale, length: given.length }, buffer, 0);
        // toEqual tells -0 from 0.
        expect(Array.from(read)).toEqual(Array.from(given));
      }),
    );
  });

  test("times at even steps take half the bytes, and then compress to almost nothing", () => {
    const times = Float64Array.from({ length: 1000 }, (_, i) => i / 100);
    expect(encodeArray(times)).toMatchObject({ kind: "decimal", scale: 100 });
    expect(encodeArray(times).bytes).toHaveLength(4000);
  });
});

test.each([
  [2.0000004, [2], "2.0000004"],
  [2, [2.0000004], "2"],
  [3, [2], "3"],
  [1e10 + 1, [1e10], "1.0000000001e10"],
  [Number.NaN, [2], "NaN"],
])("%d beside %j is shown as %s", (value, others, expected) => {
  expect(distinctNumber(value, others)).toBe(expected);
});

describe("huge Markdown in pieces", () => {
  test("no line is lost, and a short text is one piece", () => {
    expect(splitMarkdown("# a\n\nb")).toEqual(["# a\n\nb"]);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("# Head", "words", "", "- item", "1. one"), { maxLength: 400 }),
        (lines) => {
          expect(splitMarkdown(lines.join("\n"), 200).join("\n")).toBe(lines.join("\n"));
        },
      ),
    );
  });

  test("a code block and a table that are too long continue in the next piece; links work in all", () => {
    const code = ["```ts", ...Array.from({ length: 100 }, (_, i) => `line ${i}`), "```"];
    const pieces = splitMarkdown(code.join("\n"), 100);
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces.slice(0, -1)) expect(piece).toMatch(/^```ts\n[\s\S]*\n```$/);
    const rows = Array.from({ length: 100 }, (_, i) => `| ${i} | x |`);
    const tables = splitMarkdown(["| a | b |", "| - | - |", ...rows].join("\n"), 100);
    expect(tables.length).toBeGreaterThan(2);
    const headless = tables.filter((piece) => !piece.startsWith("| a | b |\n| - | - |\n"));
    expect(headless).toEqual([]);
    const linked = splitMarkdown(
      `${Array.from({ length: 50 }, (_, i) => `## ${i}\n\n[x]\n`).join("\n")}\n[x]: https://example.com`,
      100,
    );
    for (const piece of linked) expect(piece).toContain("[x]: https://example.com");
  });
});

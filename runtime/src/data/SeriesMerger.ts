import { MetricDefinitionError } from "../errors.js";
import { about, checkName, checkText } from "./about.js";
import { Column } from "./column.js";
import { DistributionSample } from "./DistributionSample.js";
import { describeValue } from "./describeValue.js";
import { setReduction } from "./reductions.js";
import type { Doubles } from "./series.js";
import { SeriesData, seriesOf } from "./seriesData.js";

/** Options of a {@link SeriesMerger}. */
export interface SeriesMergerOptions {
  /**
   * Maximum number of values in the result, at least 2. If there are more, a subset with the same
   * distribution is kept, in ascending order, including minimum and maximum. A histogram or quantile of it
   * is accurate within the error that {@link reductionOf} returns (about 0.01 % of rank for 100,000 of
   * 60 million). Metrics that show them say so in their description. Default: 100,000.
   */
  atMost?: number | undefined;
  /** The unit of the result. Default: the unit of the series, which must be the same for all. */
  unit?: string | undefined;
}

/**
 * Merges the doubles of many tests one by one, with little memory: it only stores the values that
 * it keeps.
 *
 *     const speeds = new SeriesMerger("speed", { atMost: 100_000 });
 *     for await (const test of tests) {
 *       const speed = test.data("speed", "doubles");
 *       if (speed) speeds.add(speed);
 *     }
 *     const speed = speeds.series();
 */
export class SeriesMerger<const N extends string = string> {
  readonly name: N;
  readonly #sample: DistributionSample;
  readonly #unit: string | undefined;
  #seriesUnit: string | undefined;
  #added = 0;

  /** @throws {@link MetricDefinitionError} for an empty name, or if `atMost` is not an integer of at least 2. */
  constructor(name: N, { atMost = 100_000, unit }: SeriesMergerOptions = {}) {
    this.name = name;
    this.#unit = about(`metrics data "${name}"`, () => {
      checkName(name);
      checkAtMost(atMost);
      return checkText("unit", unit);
    });
    this.#sample = new DistributionSample(atMost);
  }

  /** How many series were added. */
  get added(): number {
    return this.#added;
  }

  /** How many values were added, including NaN. */
  get count(): number {
    return this.#sample.count;
  }

  /**
   * Adds the values of a series.
   *
   * @throws {@link MetricDefinitionError} for anything but a plain series of doubles. Also for a
   * unit that differs from that of earlier series, unless a unit was given for the result.
   */
  add(series: Doubles): void {
    about(`metrics data "${this.name}"`, () => {
      const given: unknown = series;
      if (!(given instanceof SeriesData) || given.kind !== "doubles") {
        const what =
          given instanceof SeriesData ? `a series of ${given.kind}` : describeValue(given);
        throw new MetricDefinitionError(
          `its part ${this.#added} must be a series of doubles, got ${what}`,
        );
      }
      this.#seriesUnit ??= series.unit;
      if (this.#unit === undefined && series.unit !== this.#seriesUnit) {
        throw differentUnits([this.#seriesUnit, series.unit]);
      }
      this.#sample.add(seriesOf(series).column.held as Float64Array);
      this.#added++;
    });
  }

  /** The values of all series added so far, without an index; undefined if there are none. */
  series(): Doubles<N, undefined> | undefined {
    if (this.#added === 0) return undefined;
    const { values, reduction } = this.#sample.values();
    const merged = new SeriesData(new Column("doubles", values), {
      name: this.name,
      unit: this.#unit ?? this.#seriesUnit,
      index: undefined,
    });
    return setReduction(merged, reduction) as unknown as Doubles<N, undefined>;
  }
}

/** Refuses an invalid maximum number of values. */
function checkAtMost(atMost: number): void {
  if (Number.isInteger(atMost) && atMost >= 2) return;
  throw new MetricDefinitionError(`its atMost is ${describeValue(atMost)}`, {
    hint: "atMost must be an integer of at least 2. 100,000 doubles take 0.8 MB in the message.",
  });
}

/** The error for series of different units without a given unit. */
export function differentUnits(units: readonly string[]): MetricDefinitionError {
  const listed = units.map((unit) => JSON.stringify(unit)).join(", ");
  return new MetricDefinitionError(`its parts have different units: ${listed}`, {
    hint: "Convert them to one unit with `map` first, and pass it as the option `unit`.",
  });
}

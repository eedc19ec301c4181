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
   * How many values the result has at most, from 2. Where there are more, values are left out so that
   * those which stay are distributed as all were: they come in ascending order, the least and the
   * greatest among them, and a histogram or a quantile of them is one of all, within the error that
   * {@link reductionOf} gives (about 0.01 % of rank for 100,000 of 60 million). Each metric that shows
   * them says so in its description. Default: 100,000.
   */
  atMost?: number | undefined;
  /** The unit of the result. Default: that of the series, which all have to share. */
  unit?: string | undefined;
}

/**
 * Merges the doubles of many tests, one after the other, in little memory: nothing but the values it
 * keeps is held.
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

  /** @throws {@link MetricDefinitionError} for an empty name, or an `atMost` that is no whole number from 2. */
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

  /** How many values were added, those that are NaN among them. */
  get count(): number {
    return this.#sample.count;
  }

  /**
   * Adds the values of a series.
   *
   * @throws {@link MetricDefinitionError} for what is no plain series of doubles, and for a unit other
   * than that of the series before, where none was given for the result.
   */
  add(series: Doubles): void {
    about(`metrics data "${this.name}"`, () => {
      const given: unknown = series;
      if (!(given instanceof SeriesData) || given.kind !== "doubles") {
        const what =
          given instanceof SeriesData ? `a series of ${given.kind}` : describeValue(given);
        throw new MetricDefinitionError(
          `its part ${this.#added} is ${what}, not a series of doubles`,
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

  /** The values of all series added so far, without an index; undefined where there were none. */
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

/** Refuses a number of values that nothing can be reduced to. */
function checkAtMost(atMost: number): void {
  if (Number.isInteger(atMost) && atMost >= 2) return;
  throw new MetricDefinitionError(`its atMost is ${describeValue(atMost)}`, {
    hint: "atMost is a whole number, 2 or more; 100,000 doubles are 0.8 MB of the message.",
  });
}

/** What is thrown where nobody said which unit counts. */
export function differentUnits(units: readonly string[]): MetricDefinitionError {
  const listed = units.map((unit) => JSON.stringify(unit)).join(", ");
  return new MetricDefinitionError(`its parts have different units: ${listed}`, {
    hint: "Convert them to one unit first, with `map`, and say it in the option `unit`.",
  });
}

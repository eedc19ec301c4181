import { MetricDefinitionError } from "../errors.js";

/** One value, and how much it counts. */
export interface Weighted {
  value: number;
  /** Zero or more. */
  weight: number;
}

/**
 * The sum of value times weight over the sum of weights: for example the mean speed of a batch, of
 * which each test counts as much as the distance it covered. Undefined where all weights are zero or
 * there is no value, since then there is no average.
 *
 * @throws {@link MetricDefinitionError} for a value or weight that is not finite, or a negative weight.
 */
export function weightedAverage(items: Iterable<Weighted>): number | undefined {
  let sum = 0;
  let weights = 0;
  for (const { value, weight } of items) {
    if (!Number.isFinite(value) || !Number.isFinite(weight) || weight < 0) {
      throw new MetricDefinitionError(
        `weighted average: the value ${value} cannot count with the weight ${weight}`,
        { hint: "Values are finite numbers, and weights finite and not negative." },
      );
    }
    sum += value * weight;
    weights += weight;
  }
  return weights === 0 ? undefined : sum / weights;
}

import { MetricDefinitionError } from "../errors.js";

/** A value and its weight. */
export interface Weighted {
  value: number;
  /** Zero or more. */
  weight: number;
}

/**
 * The sum of value times weight, divided by the sum of weights. For example, the mean speed of a
 * batch, with each test weighted by its distance. Undefined if all weights are zero or there are no
 * values.
 *
 * @throws {@link MetricDefinitionError} for a value or weight that is not finite, or a negative weight.
 */
export function weightedAverage(items: Iterable<Weighted>): number | undefined {
  let sum = 0;
  let weights = 0;
  for (const { value, weight } of items) {
    if (!Number.isFinite(value) || !Number.isFinite(weight) || weight < 0) {
      throw new MetricDefinitionError(
        `weighted average: invalid value ${value} with weight ${weight}`,
        { hint: "Values and weights must be finite, and weights must not be negative." },
      );
    }
    sum += value * weight;
    weights += weight;
  }
  return weights === 0 ? undefined : sum / weights;
}

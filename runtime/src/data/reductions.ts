import type { Reduction } from "./DistributionSample.js";

/** The series that are a reduced sample of more values. */
const reductions = new WeakMap<object, Reduction>();

/** Records what a series was reduced from. */
export function setReduction<T extends object>(series: T, reduction: Reduction | undefined): T {
  if (reduction !== undefined) reductions.set(series, reduction);
  return series;
}

/**
 * How a series was reduced, if `atMost` left out values; undefined if all values are present.
 */
export function reductionOf(series: object): Reduction | undefined {
  return reductions.get(series);
}

/** A metric's description, followed by how its data were reduced. */
export function describeReductions(
  description: string,
  data: readonly { readonly name: string }[],
): string {
  const sentences = data.flatMap((one) => {
    const reduction = reductionOf(one);
    return reduction === undefined ? [] : [sentenceOf(one.name, reduction)];
  });
  return [description, ...new Set(sentences)].filter((part) => part !== "").join(" ");
}

function sentenceOf(name: string, { of, kept, rankError }: Reduction): string {
  const [all, few] = [of, kept].map((count) => count.toLocaleString("en-US"));
  const percent = (rankError * 100).toPrecision(2);
  return `(${name}: a sample of ${few} values with the distribution of all ${all}; quantiles are within ${percent} % of rank.)`;
}

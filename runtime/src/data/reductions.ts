import type { Reduction } from "./DistributionSample.js";

/** Which series hold fewer values than they stand for. */
const reductions = new WeakMap<object, Reduction>();

/** Remembers what a series was made from. */
export function setReduction<T extends object>(series: T, reduction: Reduction | undefined): T {
  if (reduction !== undefined) reductions.set(series, reduction);
  return series;
}

/**
 * What a series was made from, where `atMost` left fewer values of it than there were; undefined where
 * all are there.
 */
export function reductionOf(series: object): Reduction | undefined {
  return reductions.get(series);
}

/** A metric's description, and behind it what the data it shows were made from. */
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
  return `(${name}: ${few} values stand for ${all}, distributed as they are; quantiles are within ${percent} % of rank.)`;
}

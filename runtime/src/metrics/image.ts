import type { ExternalFile } from "../data/series.js";
import { checkFile } from "./checks.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";
import { noOwnRules } from "./rules.js";

/** Options of an image metric. */
export interface ImageOptions extends MetricOptions {
  /** The picture: from `outputs.file` or `externalFile` (rule I1). */
  image: ExternalFile;
}

/** One picture in the outputs folder. */
export interface ImageMetric extends MetricBase<"IMAGE"> {
  readonly image: ExternalFile;
}

const type = describeType({
  word: "IMAGE",
  member: "imageMetricValues",
  judged: false,
  references: { imageDataId: { kind: "externalFile", rule: "I1" } },
  lists: {},
});

function create(name: string, options: ImageOptions): ImageMetric {
  return aboutMetric(name, options, () => {
    const { image } = options;
    checkFile("image", image);
    return { type: "IMAGE", ...metricFields(name, options, "NOT_APPLICABLE"), image };
  });
}

export const imageMetric = defineMetric(type, {
  create,
  write: ({ image }: ImageMetric, id) => ({ imageDataId: id(image) }),
  read: (_, fields, find): ImageMetric => ({
    type: "IMAGE",
    ...fields,
    image: find.data("imageDataId"),
  }),
  rules: noOwnRules,
});

import type { ExternalFile } from "../data/series.js";
import { MetricType } from "../generated/proto/resim/metrics/proto/metrics.js";
import { checkFile } from "./checks.js";
import { defineMetric } from "./definition.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";

/** Options of an image metric. */
export interface ImageOptions extends MetricOptions {
  /** The picture: from `outputs.file` or `externalFile` (rule I1). */
  image: ExternalFile;
}

/** One picture among the output files. */
export interface ImageMetric extends MetricBase<"IMAGE"> {
  readonly image: ExternalFile;
}

function create(name: string, options: ImageOptions): ImageMetric {
  return aboutMetric(name, () => {
    const { image } = options;
    checkFile("image", image);
    return { type: "IMAGE", ...metricFields(name, options, "NOT_APPLICABLE"), image };
  });
}

export const imageMetric = defineMetric({
  type: "IMAGE",
  number: MetricType.IMAGE_METRIC_TYPE,
  member: "imageMetricValues",
  create,
  data: ({ image }: ImageMetric) => [image],
  write: ({ image }, id) => ({ imageDataId: id(image) }),
  read: ({ imageDataId }, fields, find): ImageMetric => ({
    type: "IMAGE",
    ...fields,
    image: find.file(imageDataId),
  }),
});

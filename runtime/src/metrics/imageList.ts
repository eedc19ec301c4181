import type { ExternalFile } from "../data/series.js";
import { MetricType } from "../generated/proto/resim/metrics/proto/metrics.js";
import { checkFile, checkList } from "./checks.js";
import { defineMetric } from "./definition.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";

/** Options of an image list metric. */
export interface ImageListOptions extends MetricOptions {
  /** The pictures, at least one: from `outputs.file` or `externalFile` (rule I2). */
  images: readonly ExternalFile[];
}

/** Several pictures among the output files. */
export interface ImageListMetric extends MetricBase<"IMAGE_LIST"> {
  readonly images: readonly ExternalFile[];
}

function create(name: string, options: ImageListOptions): ImageListMetric {
  return aboutMetric(name, () => {
    const images = [...checkList("images", options.images)];
    images.forEach((image, at) => {
      checkFile(`image ${at}`, image);
    });
    return { type: "IMAGE_LIST", ...metricFields(name, options, "NOT_APPLICABLE"), images };
  });
}

export const imageListMetric = defineMetric({
  type: "IMAGE_LIST",
  number: MetricType.IMAGE_LIST_METRIC_TYPE,
  member: "imageListMetricValues",
  create,
  data: ({ images }: ImageListMetric) => [...images],
  write: ({ images }, id) => ({ imageDataIds: images.map(id) }),
  read: ({ imageDataIds }, fields, find): ImageListMetric => ({
    type: "IMAGE_LIST",
    ...fields,
    images: imageDataIds.map((id) => find.file(id)),
  }),
});

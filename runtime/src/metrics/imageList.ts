import type { ExternalFile } from "../data/series.js";
import { checkFile, checkList } from "./checks.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";
import { Found } from "./rules.js";

/** Options of an image list metric. */
export interface ImageListOptions extends MetricOptions {
  /** The pictures, at least one: from `outputs.file` or `externalFile` (rule I2). */
  images: readonly ExternalFile[];
}

/** Several pictures in the outputs folder. */
export interface ImageListMetric extends MetricBase<"IMAGE_LIST"> {
  readonly images: readonly ExternalFile[];
}

const type = describeType({
  word: "IMAGE_LIST",
  member: "imageListMetricValues",
  judged: false,
  references: { imageDataIds: { kind: "externalFile", rule: "I2" } },
  inStep: { with: "imageDataIds", rule: "I2" },
  lists: {},
});

function create(name: string, options: ImageListOptions): ImageListMetric {
  return aboutMetric(name, options, () => {
    const images = [...checkList("images", options.images)];
    images.forEach((image, at) => {
      checkFile(`image ${at}`, image);
    });
    return { type: "IMAGE_LIST", ...metricFields(name, options, "NOT_APPLICABLE"), images };
  });
}

export const imageListMetric = defineMetric(type, {
  create,
  write: ({ images }: ImageListMetric, id) => ({ imageDataIds: images.map(id) }),
  read: ({ imageDataIds }, fields, find): ImageListMetric => ({
    type: "IMAGE_LIST",
    ...fields,
    images: imageDataIds.map((_, at) => find.data("imageDataIds", at)),
  }),
  rules({ imageDataIds }, { report }) {
    if (imageDataIds.length > 0) return;
    const remedy = "List the images, or omit the metric.";
    report("I2", ["imageDataIds"], new Found(0, "empty"), "at least one image", remedy);
  },
});

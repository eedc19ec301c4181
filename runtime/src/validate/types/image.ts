import {
  type ImageListMetricValues,
  type ImageMetricValues,
  MetricsDataType,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { follow, type Reference } from "../pair.js";
import { enumName, Found } from "../problem.js";
import { called, idOf, type Scope } from "../scope.js";

const typeNames: Readonly<Record<number, string>> = MetricsDataType;

/** Rule I1. */
export function checkImage(scope: Scope, metric: ImageMetricValues, path: string): void {
  checkFile(scope, "I1", { id: metric.imageDataId, path: `${path}.image_data_id` });
}

/** Rule I2. */
export function checkImageList(scope: Scope, metric: ImageListMetricValues, path: string): void {
  if (metric.imageDataIds.length === 0) {
    const found = new Found(0, "empty");
    const remedy = "List the images, or leave the metric out.";
    scope.report("I2", `${path}.image_data_ids`, found, "at least one image", remedy);
  }
  for (const [at, id] of metric.imageDataIds.entries()) {
    checkFile(scope, "I2", { id, path: `${path}.image_data_ids[${at}]` });
  }
}

function checkFile(scope: Scope, code: string, reference: Reference): void {
  const data = follow(scope, code, reference);
  if (data === undefined || data.dataType === MetricsDataType.EXTERNAL_FILE_DATA_TYPE) return;
  const type = enumName(typeNames, data.dataType);
  scope.report(
    code,
    reference.path,
    new Found(idOf(reference.id), `${called(data)} of type ${type}`),
    "metrics data of type EXTERNAL_FILE_DATA_TYPE",
    "Refer to metrics data that holds the image's file.",
  );
}

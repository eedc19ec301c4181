import type { MetricsDataId } from "@metrics-project/runtime/messages";
import type { BodyContext } from "../bodyContext.js";
import { Unreadable } from "../messageIndex.js";
import type { PicturesBody, PictureView } from "../pageData.js";
import { mimeOf } from "./mimeOf.js";

export function picturesBody(
  ids: readonly (MetricsDataId | undefined)[],
  context: BodyContext,
): PicturesBody {
  if (ids.length === 0) throw new Unreadable("the metric has no images");
  return { kind: "pictures", pictures: ids.map((id) => picture(id, context)) };
}

function picture(id: MetricsDataId | undefined, context: BodyContext): PictureView {
  const data = context.index.data(id);
  if (data.data?.$case !== "externalFile") throw new Unreadable(`"${data.name}" is not a file`);
  const { path } = data.data.value;
  const file = context.files.get(path);
  const bytes = file?.bytes;
  if (bytes === undefined) {
    return { name: data.name, path, missing: file?.missing ?? "the file was not read" };
  }
  const mime = mimeOf(bytes);
  if (mime === undefined) {
    return { name: data.name, path, missing: "not an image or video that browsers can show" };
  }
  return { name: data.name, path, mime, bytes: context.arrays.add(bytes, "bytes", () => bytes) };
}

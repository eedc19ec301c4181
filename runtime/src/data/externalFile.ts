import { MetricDefinitionError } from "../errors.js";
import type { MetricsData } from "../generated/proto/resim/metrics/proto/metrics.js";
import { about, checkName } from "./about.js";
import { describeValue } from "./describeValue.js";
import { Origin } from "./origin.js";
import type { ExternalFile } from "./series.js";
import { newUUID } from "./uuid.js";

/** The implementation behind {@link ExternalFile}. */
export class ExternalFileData<N extends string = string> implements ExternalFile<N> {
  readonly kind = "externalFile";
  readonly id: string;
  readonly name: N;
  readonly path: string;
  readonly origin: Origin<MetricsData> | undefined;

  constructor(name: N, path: string, read?: { id: string; message: MetricsData }) {
    this.id = read?.id ?? newUUID();
    this.name = name;
    this.path = path;
    this.origin = read === undefined ? undefined : new Origin(read.message, { ...this });
  }
}

/**
 * A file in the outputs folder, for image metrics. `path` is relative to that folder, with forward slashes.
 * Reads and writes nothing: `outputs.file` of the test context writes a file and returns this.
 *
 * @throws {@link MetricDefinitionError} if the path is empty (rule A2), absolute, leaves the folder, or is that
 * of a folder.
 */
export function externalFile<const N extends string>(name: N, path: string): ExternalFile<N> {
  return about(`metrics data "${name}"`, () => {
    checkName(name);
    checkPath(path);
    return new ExternalFileData(name, path);
  });
}

function checkPath(path: unknown): void {
  if (
    typeof path === "string" &&
    path !== "" &&
    !path.startsWith("/") &&
    !path.includes("\\") &&
    !path.includes("\0") &&
    !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(path) &&
    !path.split("/").includes("..") &&
    !/(^|\/)\.?$/.test(path)
  ) {
    return;
  }
  throw new MetricDefinitionError(`its path is ${describeValue(path)}`, {
    hint: "Use a path relative to the outputs folder, inside it, with forward slashes: frames/a.png.",
  });
}

import type {
  AnyData,
  AnyDoubles,
  AnyStatuses,
  AnyStrings,
  AnyTimestamps,
  ExternalFile,
} from "../data/series.js";
import { InputError } from "../errors.js";
import type { MetricsDataId } from "../generated/proto/resim/metrics/proto/metrics.js";

type Reference = MetricsDataId | undefined;

/** Finds the metrics data that a metric's message refers to. */
export class Find {
  readonly #metric: string;
  readonly #lookup: (id: string) => AnyData | undefined;

  constructor(metric: string, lookup: (id: string) => AnyData | undefined) {
    this.#metric = metric;
    this.#lookup = lookup;
  }

  doubles(reference: Reference): AnyDoubles {
    return this.#kind(reference, "doubles");
  }

  timestamps(reference: Reference): AnyTimestamps {
    return this.#kind(reference, "timestamps");
  }

  strings(reference: Reference): AnyStrings {
    return this.#kind(reference, "strings");
  }

  statuses(reference: Reference): AnyStatuses {
    return this.#kind(reference, "statuses");
  }

  file(reference: Reference): ExternalFile {
    return this.#kind(reference, "externalFile");
  }

  /** Refuses a message that the platform would not have taken. */
  fail(problem: string): never {
    throw new InputError(`metric "${this.#metric}" cannot be read: ${problem}`, {
      hint: "metrics-project check FILE says everything that is wrong with a message.",
    });
  }

  #kind<K extends AnyData["kind"]>(reference: Reference, kind: K): Extract<AnyData, { kind: K }> {
    const id = reference?.id?.data ?? "";
    const data = this.#lookup(id);
    if (data === undefined) {
      return this.fail(
        id === ""
          ? "it lacks a reference to metrics data"
          : `it refers to the metrics data ${id}, which is not there`,
      );
    }
    if (data.kind !== kind) {
      return this.fail(`"${data.name}" holds ${data.kind} where ${kind} belong`);
    }
    return data as Extract<AnyData, { kind: K }>;
  }
}

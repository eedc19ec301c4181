import { Column, type HeldAs } from "../data/column.js";
import { ExternalFileData } from "../data/externalFile.js";
import type { AnyData } from "../data/series.js";
import { GroupedData, SeriesData } from "../data/seriesData.js";
import { InputError } from "../errors.js";
import type { SeriesKind } from "../facts.js";
import type {
  MetricsData as MetricsDataMessage,
  Series as SeriesMessage,
} from "../generated/proto/resim/metrics/proto/metrics.js";

/** Reads metrics data, each once, and links them to their index data. */
export class DataReader {
  readonly #messages = new Map<string, MetricsDataMessage>();
  readonly #read = new Map<string, AnyData>();

  constructor(messages: readonly MetricsDataMessage[]) {
    for (const message of messages) {
      const id = idOf(message);
      const other = this.#messages.get(id);
      if (other !== undefined) {
        throw bad(message, `"${other.name}" has the same identifier, ${id === "" ? "none" : id}`);
      }
      this.#messages.set(id, message);
    }
  }

  /** The data of an identifier; undefined if there is none. */
  find(id: string): AnyData | undefined {
    // From the requested data to the first index that was already read. This chain can have any length,
    // so recursion could overflow the stack.
    const way = new Map<string, MetricsDataMessage>();
    let message = this.#messages.get(id);
    while (message !== undefined && !this.#read.has(idOf(message))) {
      if (way.has(idOf(message))) throw circle(message, [...way.values()]);
      way.set(idOf(message), message);
      message = this.#indexOf(message);
    }
    for (const [read, one] of [...way].reverse()) {
      this.#read.set(read, this.#readMessage(read, one));
    }
    return this.#read.get(id);
  }

  /** All data in message order. */
  all(): AnyData[] {
    return [...this.#messages.keys()].map((id) => this.find(id) as AnyData);
  }

  #readMessage(id: string, message: MetricsDataMessage): AnyData {
    if (message.data?.$case === "externalFile") {
      return new ExternalFileData(message.name, message.data.value.path, { id, message });
    }
    const labels = { id, name: message.name, unit: message.unit, message };
    const indexMessage = this.#indexOf(message);
    const index = indexMessage === undefined ? undefined : this.#read.get(idOf(indexMessage));
    if (message.data?.$case === "series") {
      if (index !== undefined && (index.kind === "externalFile" || index.grouped)) {
        throw bad(message, `its index "${index.name}" is not a plain series`);
      }
      return new SeriesData(readColumn(message, message.data.value), {
        ...labels,
        index,
      }) as unknown as AnyData;
    }
    if (message.data?.$case === "seriesPerCategory") {
      if (index !== undefined && (index.kind === "externalFile" || !index.grouped)) {
        throw bad(message, `its index "${index.name}" is not a grouped series`);
      }
      const columns = readCategories(message, message.data.value.categoryToSeries);
      return new GroupedData(kindOf(message, columns), columns, {
        ...labels,
        index,
      }) as unknown as AnyData;
    }
    throw bad(message, "it has neither elements nor a file");
  }

  #indexOf(message: MetricsDataMessage): MetricsDataMessage | undefined {
    if (!message.isIndexed || message.data?.$case === "externalFile") return undefined;
    const id = message.indexDataId?.id?.data ?? "";
    const index = this.#messages.get(id);
    if (index !== undefined) return index;
    throw bad(message, `its index data ${id === "" ? "have no ID" : `${id} do not exist`}`);
  }
}

/** `way` leads from `message` back to itself. */
function circle(message: MetricsDataMessage, way: readonly MetricsDataMessage[]): InputError {
  const names = [...way.slice(way.indexOf(message)), message].map(({ name }) => `"${name}"`);
  return bad(message, `its index data refer back to itself: ${names.join(" -> ")}`);
}

function readCategories(
  message: MetricsDataMessage,
  series: Readonly<Record<string, SeriesMessage>>,
): Map<string, Column> {
  const named = new Set([...message.categoryNames, ...Object.keys(series)]);
  const columns = new Map<string, Column>();
  for (const category of named) {
    const one = Object.hasOwn(series, category) ? series[category] : undefined;
    if (one === undefined) throw bad(message, `its category "${category}" has no series`);
    columns.set(category, readColumn(message, one));
  }
  return columns;
}

function kindOf(message: MetricsDataMessage, columns: ReadonlyMap<string, Column>): SeriesKind {
  const kinds = new Set([...columns.values()].map(({ kind }) => kind));
  const [kind] = kinds;
  if (kind === undefined) throw bad(message, "it has no categories");
  if (kinds.size > 1)
    throw bad(message, `its categories must be of one kind, got ${[...kinds].join(" and ")}`);
  return kind;
}

function readColumn(message: MetricsDataMessage, { series }: SeriesMessage): Column {
  switch (series?.$case) {
    case "doubles":
      return new Column("doubles", asDoubles(series.value.series));
    case "timestamps":
      return new Column("timestamps", series.value.series);
    case "uuids":
      return new Column(
        "uuids",
        series.value.series.map(({ data }) => data),
      );
    case "strings":
      return new Column("strings", series.value.series);
    case "statuses":
      return new Column("statuses", asCodes(series.value.series));
    case undefined:
      throw bad(message, "it has a series without a kind");
  }
}

function asDoubles(series: ArrayLike<number>): Float64Array {
  return series instanceof Float64Array ? series : Float64Array.from(series);
}

function asCodes(series: ArrayLike<number>): HeldAs["statuses"] {
  return series instanceof Uint8Array ? series : Int32Array.from(series);
}

function idOf(message: MetricsDataMessage): string {
  return message.metricsDataId?.id?.data ?? "";
}

function bad(message: MetricsDataMessage, problem: string): InputError {
  return new InputError(`metrics data "${message.name}" cannot be read: ${problem}`, {
    hint: "metrics-project check FILE lists everything that is wrong with a message.",
  });
}

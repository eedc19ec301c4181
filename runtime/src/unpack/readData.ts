import { Column, type HeldAs } from "../data/column.js";
import { ExternalFileData } from "../data/externalFile.js";
import { setOrigin } from "../data/origin.js";
import type { AnyData } from "../data/series.js";
import { GroupedData, SeriesData } from "../data/seriesData.js";
import { InputError } from "../errors.js";
import type { SeriesKind } from "../facts.js";
import type {
  MetricsData as MetricsDataMessage,
  Series as SeriesMessage,
} from "../generated/proto/resim/metrics/proto/metrics.js";

/** Reads pieces of metrics data and links them to their index data; each is read once. */
export class DataReader {
  readonly #messages = new Map<string, MetricsDataMessage>();
  readonly #read = new Map<string, AnyData>();
  /** The data on the way from the first one asked for to the index being read. */
  readonly #way: MetricsDataMessage[] = [];

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

  /** The data of an identifier; undefined where there is none. */
  find(id: string): AnyData | undefined {
    const known = this.#read.get(id);
    if (known !== undefined) return known;
    const message = this.#messages.get(id);
    if (message === undefined) return undefined;
    const data = setOrigin(this.#readMessage(id, message), message);
    this.#read.set(id, data);
    return data;
  }

  /** All data, in the order of the messages. */
  all(): AnyData[] {
    return [...this.#messages.keys()].map((id) => this.find(id) as AnyData);
  }

  #readMessage(id: string, message: MetricsDataMessage): AnyData {
    if (message.data?.$case === "externalFile") {
      return new ExternalFileData(message.name, message.data.value.path, id);
    }
    const labels = { id, name: message.name, unit: message.unit };
    const index = this.#index(message);
    if (message.data?.$case === "series") {
      if (index !== undefined && (index.kind === "externalFile" || index.grouped)) {
        throw bad(message, `its index "${index.name}" is no plain series`);
      }
      return new SeriesData(readColumn(message, message.data.value), {
        ...labels,
        index,
      }) as unknown as AnyData;
    }
    if (message.data?.$case === "seriesPerCategory") {
      if (index !== undefined && (index.kind === "externalFile" || !index.grouped)) {
        throw bad(message, `its index "${index.name}" is no grouped series`);
      }
      const columns = readCategories(message, message.data.value.categoryToSeries);
      return new GroupedData(kindOf(message, columns), columns, {
        ...labels,
        index,
      }) as unknown as AnyData;
    }
    throw bad(message, "it holds neither elements nor a file");
  }

  #index(message: MetricsDataMessage): AnyData | undefined {
    if (!message.isIndexed) return undefined;
    if (this.#way.includes(message)) {
      const names = [...this.#way.slice(this.#way.indexOf(message)), message];
      throw bad(
        message,
        `its index data lead back to itself: ${names.map(({ name }) => `"${name}"`).join(" -> ")}`,
      );
    }
    const id = message.indexDataId?.id?.data ?? "";
    this.#way.push(message);
    const index = this.find(id);
    this.#way.pop();
    if (index === undefined) {
      throw bad(message, `its index data ${id === "" ? "are not named" : `${id} are not there`}`);
    }
    return index;
  }
}

function readCategories(
  message: MetricsDataMessage,
  series: Readonly<Record<string, SeriesMessage>>,
): Map<string, Column> {
  const named = new Set([...message.categoryNames, ...Object.keys(series)]);
  const columns = new Map<string, Column>();
  for (const category of named) {
    const one = Object.hasOwn(series, category) ? series[category] : undefined;
    if (one === undefined) throw bad(message, `its category "${category}" holds no series`);
    columns.set(category, readColumn(message, one));
  }
  return columns;
}

function kindOf(message: MetricsDataMessage, columns: ReadonlyMap<string, Column>): SeriesKind {
  const kinds = new Set([...columns.values()].map(({ kind }) => kind));
  const [kind] = kinds;
  if (kind === undefined) throw bad(message, "it has no categories");
  if (kinds.size > 1) throw bad(message, `its categories hold ${[...kinds].join(" and ")}`);
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
    default:
      throw bad(message, "it holds a series of no kind");
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
    hint: "metrics-project check FILE says everything that is wrong with a message.",
  });
}

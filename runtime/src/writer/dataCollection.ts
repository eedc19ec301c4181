import type { AnyData } from "../data/series.js";
import { MetricDefinitionError } from "../errors.js";
import type { MetricsData as MetricsDataMessage } from "../generated/proto/resim/metrics/proto/metrics.js";
import { mayRename } from "../metrics/judge.js";
import { dataMessage } from "./dataMessage.js";

/** The metrics data of a message: each once, in the order in which they are first reached. */
export class DataCollection {
  readonly #data = new Set<AnyData>();
  readonly #byName = new Map<string, AnyData>();

  /** Takes data and their index data, or nothing of them where one has a name that is taken. */
  add(roots: readonly AnyData[]): void {
    const added = new Map<string, AnyData>();
    const reached = roots.flatMap(withIndexes).filter((data) => !this.#data.has(data));
    for (const data of reached) {
      if (mayRename(data)) continue;
      const other = this.#byName.get(data.name) ?? added.get(data.name);
      if (other !== undefined && other !== data) {
        throw new MetricDefinitionError(`there are two metrics data of the name "${data.name}"`, {
          hint: "Use one and the same object twice, or give one of them another name (data.map((value) => value, { name })).",
        });
      }
      added.set(data.name, data);
    }
    for (const data of reached) this.#data.add(data);
    for (const [name, data] of added) this.#byName.set(name, data);
  }

  /**
   * The data as messages. Data that nobody named get the first of `NAME`, `NAME 2`, … that neither
   * data nor any of `others` has.
   */
  messages(roots: readonly AnyData[], others: Iterable<string>): MetricsDataMessage[] {
    const taken = new Set([...this.#byName.keys(), ...others]);
    const ordered = new Set([...roots.flatMap(withIndexes), ...this.#data]);
    return [...ordered].map((data) => {
      if (!mayRename(data)) return dataMessage(data, data.name);
      let name = data.name;
      for (let number = 2; taken.has(name); number++) name = `${data.name} ${number}`;
      taken.add(name);
      return dataMessage(data, name);
    });
  }
}

/** Data, then its index, then the index of that. */
function withIndexes(data: AnyData): AnyData[] {
  const chain: AnyData[] = [data];
  for (
    let index = data.kind === "externalFile" ? undefined : data.index;
    index !== undefined;
    index = index.index
  ) {
    chain.push(index);
  }
  return chain;
}

import type { AnyData } from "../data/series.js";
import { MetricDefinitionError } from "../errors.js";
import type { MetricsData as MetricsDataMessage } from "../generated/proto/resim/metrics/proto/metrics.js";
import { dataMessage } from "./dataMessage.js";

/** The metrics data of a message: each once, in the order in which they are first reached. */
export class DataCollection {
  readonly #data = new Set<AnyData>();
  readonly #byName = new Map<string, AnyData>();

  /** Whether there are none yet. */
  get empty(): boolean {
    return this.#data.size === 0;
  }

  /**
   * Takes data and their index data, or nothing of them where one has a name that is taken. Returns
   * those that were not there before, for {@link remove}.
   */
  add(roots: readonly AnyData[]): ReadonlySet<AnyData> {
    const added = new Map<string, AnyData>();
    const reached = new Set<AnyData>();
    for (const root of roots) reach(root, reached, this.#data);
    for (const data of reached) {
      if (data.hasDefaultName === true) continue;
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
    return reached;
  }

  /** Undoes one {@link add}, of which nothing was used since. */
  remove(added: Iterable<AnyData>): void {
    for (const data of added) {
      this.#data.delete(data);
      if (this.#byName.get(data.name) === data) this.#byName.delete(data.name);
    }
  }

  /**
   * The data as messages: `first` as they stand, then what is reached from `roots`, then the rest.
   * Data that nobody named get the first of `NAME`, `NAME 2`, … that neither data nor any of `others`
   * has.
   */
  messages(
    first: readonly AnyData[],
    roots: readonly AnyData[],
    others: Iterable<string>,
  ): MetricsDataMessage[] {
    const taken = new Set([...this.#byName.keys(), ...others]);
    const ordered = new Set(first);
    for (const root of roots) reach(root, ordered);
    for (const data of this.#data) ordered.add(data);
    return [...ordered].map((data) => {
      if (data.hasDefaultName !== true) return dataMessage(data, data.name);
      let name = data.name;
      for (let number = 2; taken.has(name); number++) name = `${data.name} ${number}`;
      taken.add(name);
      return dataMessage(data, name);
    });
  }
}

/**
 * Adds data, then its index, then the index of that, up to the first that is there already or known:
 * then those that it leads to are, too.
 */
function reach(root: AnyData, reached: Set<AnyData>, known?: ReadonlySet<AnyData>): void {
  let data: AnyData | undefined = root;
  while (data !== undefined && !reached.has(data) && known?.has(data) !== true) {
    reached.add(data);
    data = data.kind === "externalFile" ? undefined : data.index;
  }
}

import type { AnyData } from "../data/series.js";
import { MetricDefinitionError } from "../errors.js";
import type { MetricsData as MetricsDataMessage } from "../generated/proto/resim/metrics/proto/metrics.js";
import { dataMessage } from "./dataMessage.js";

/** The metrics data of a message: each once, in the order of their first use. */
export class DataCollection {
  readonly #data = new Set<AnyData>();
  readonly #byName = new Map<string, AnyData>();

  /** Whether it is empty. */
  get empty(): boolean {
    return this.#data.size === 0;
  }

  /**
   * Adds data and their index data, or none of them if one has a name that is taken. Returns the newly
   * added ones, for {@link remove}.
   */
  add(roots: readonly AnyData[]): ReadonlySet<AnyData> {
    const added = new Map<string, AnyData>();
    const reached = new Set<AnyData>();
    for (const root of roots) reach(root, reached, this.#data);
    for (const data of reached) {
      if (data.hasDefaultName === true) continue;
      const other = this.#byName.get(data.name) ?? added.get(data.name);
      if (other !== undefined && other !== data) {
        throw new MetricDefinitionError(`there are two metrics data named "${data.name}"`, {
          hint: "Use the same object twice, or give one of them another name (data.map((value) => value, { name })).",
        });
      }
      added.set(data.name, data);
    }
    for (const data of reached) this.#data.add(data);
    for (const [name, data] of added) this.#byName.set(name, data);
    return reached;
  }

  /** Undoes one {@link add}, if nothing of it was used since. */
  remove(added: Iterable<AnyData>): void {
    for (const data of added) {
      this.#data.delete(data);
      if (this.#byName.get(data.name) === data) this.#byName.delete(data.name);
    }
  }

  /**
   * The data as messages: `first` in their order, then what `roots` use, then the rest. Automatically named
   * data get the first free name of `NAME`, `NAME 2`, …, which neither data nor `others` have.
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
 * Adds data, then its index, then the index of that, and so on. Stops at data that is already present, because
 * then its indexes are, too.
 */
function reach(root: AnyData, reached: Set<AnyData>, known?: ReadonlySet<AnyData>): void {
  let data: AnyData | undefined = root;
  while (data !== undefined && !reached.has(data) && known?.has(data) !== true) {
    reached.add(data);
    data = data.kind === "externalFile" ? undefined : data.index;
  }
}

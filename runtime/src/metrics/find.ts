import type { AnyData } from "../data/series.js";
import { InputError } from "../errors.js";
import type { AnyType, DataBehind, ValuesMember } from "./describeType.js";
import { idAt } from "./references.js";

/** Finds the metrics data that a values message refers to. */
export interface Find<R> {
  /**
   * What a field refers to, `at` a position where it is a list.
   *
   * @throws {@link InputError} where the reference is missing, or leads to nothing or to another kind.
   */
  data<F extends keyof R & string>(field: F, at?: number): DataBehind<R[F]>;
  /** Refuses a message that the platform would not have taken. */
  fail(problem: string): never;
}

/** The implementation behind {@link Find}. */
export class MessageFind implements Find<Readonly<Record<string, unknown>>> {
  readonly #metric: string;
  readonly #type: AnyType;
  readonly #values: ValuesMember["value"];
  readonly #lookup: (id: string) => AnyData | undefined;

  constructor(
    metric: string,
    type: AnyType,
    values: ValuesMember["value"],
    lookup: (id: string) => AnyData | undefined,
  ) {
    this.#metric = metric;
    this.#type = type;
    this.#values = values;
    this.#lookup = lookup;
  }

  data(field: string, at = 0): never {
    const id = idAt(this.#values, field, at)?.id?.data ?? "";
    const data = this.#lookup(id);
    if (data === undefined) {
      return this.fail(
        id === ""
          ? "it lacks a reference to metrics data"
          : `it refers to the metrics data ${id}, which is not there`,
      );
    }
    const kind = this.#type.references[field]?.kind;
    if (data.kind !== kind) {
      return this.fail(`"${data.name}" holds ${data.kind} where ${kind} belong`);
    }
    // Of the kind that the description says, and so of the type that `Find` says.
    return data as never;
  }

  fail(problem: string): never {
    return failToRead(this.#metric, problem);
  }
}

/** Refuses a message that the platform would not have taken. */
export function failToRead(metric: string, problem: string): never {
  throw new InputError(`metric "${metric}" cannot be read: ${problem}`, {
    hint: "metrics-project check FILE says everything that is wrong with a message.",
  });
}

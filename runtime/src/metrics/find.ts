import type { AnyData } from "../data/series.js";
import { InputError } from "../errors.js";
import type { AnyType, DataBehind, ValuesMember } from "./describeType.js";
import { idAt } from "./references.js";

/** Finds the metrics data that a values message refers to. */
export interface Find<R> {
  /**
   * The metrics data that a field refers to; `at` is the position if the field is a list.
   *
   * @throws {@link InputError} if the reference is missing, or its target is missing or of another kind.
   */
  data<F extends keyof R & string>(field: F, at?: number): DataBehind<R[F]>;
  /** Refuses a message that the platform would not have accepted. */
  fail(problem: string): never;
}

/** The implementation of {@link Find}. */
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
          : `it refers to the metrics data ${id}, which do not exist`,
      );
    }
    const kind = this.#type.references[field]?.kind;
    if (data.kind !== kind) {
      return this.fail(`"${data.name}" must be ${kind}, got ${data.kind}`);
    }
    // Has the kind of the description, and therefore the type of `Find`.
    return data as never;
  }

  fail(problem: string): never {
    return failToRead(this.#metric, problem);
  }
}

/** Refuses a message that the platform would not have accepted. */
export function failToRead(metric: string, problem: string): never {
  throw new InputError(`metric "${metric}" cannot be read: ${problem}`, {
    hint: "metrics-project check FILE lists everything that is wrong with a message.",
  });
}

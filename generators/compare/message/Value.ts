/** A value without IDs. Numbers, lists and objects are compared part by part, everything else exactly. */
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | Times
  | ArrayLike<number>
  | readonly Value[]
  | { readonly [key: string]: Value };

/** Points in time in nanoseconds. */
export class Times {
  readonly nanoseconds: readonly bigint[];

  constructor(nanoseconds: readonly bigint[]) {
    this.nanoseconds = nanoseconds;
  }
}

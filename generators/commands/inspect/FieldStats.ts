/** The values of one field of a topic's messages. */
export interface FieldSummary {
  /** `pose.pose.position.x`; `ranges[]` means all elements of an array. */
  readonly path: string;
  readonly kind: FieldKind;
  /** Number of values, without those that are not finite. */
  readonly count: number;
  /** Minimum and maximum of finite numbers; for bytes and strings, of their lengths. */
  readonly min?: number | bigint;
  readonly max?: number | bigint;
  /** NaN and infinities. */
  readonly notFinite?: number;
  /** For strings and booleans: the values, if there are few. */
  readonly values?: readonly string[];
}

type FieldKind = "number" | "integer" | "bigint" | "boolean" | "string" | "bytes" | "time";

/** Maximum number of separate fields in one topic. */
const mostFields = 400;
/** Strings with more values than this are text, not states. */
const mostValues = 12;

interface Node {
  readonly path: string;
  readonly children: Map<string, Node>;
  field: Field | undefined;
}

/** Collects statistics of the fields of one topic. Memory does not grow with the log. */
export class FieldStats {
  readonly #root: Node = { path: "", children: new Map(), field: undefined };
  readonly #fields: Field[] = [];
  /** Whether there are more fields than the maximum. */
  isCut = false;

  see(message: unknown): void {
    this.#walk(this.#root, message);
  }

  summaries(): FieldSummary[] {
    return this.#fields.map((field) => field.summary());
  }

  #walk(node: Node, value: unknown): void {
    switch (typeof value) {
      case "number":
      case "bigint":
        this.#field(node)?.number(value);
        return;
      case "boolean":
        this.#field(node)?.word(String(value), "boolean");
        return;
      case "string":
        this.#field(node)?.word(value, "string");
        return;
      case "object":
        if (value !== null) this.#object(node, value);
        return;
      default:
    }
  }

  #object(node: Node, value: object): void {
    if (value instanceof Uint8Array || value instanceof Int8Array) {
      this.#field(node)?.bytes(value.length);
    } else if (ArrayBuffer.isView(value)) {
      const field = this.#field(this.#child(node, "[]"));
      for (const one of value as Float64Array) field?.number(one);
    } else if (Array.isArray(value)) {
      const elements = this.#child(node, "[]");
      for (const one of value) this.#walk(elements, one);
    } else {
      const time = timeOf(value as Record<string, unknown>);
      if (time !== undefined) this.#field(node)?.time(time);
      else for (const [key, one] of Object.entries(value)) this.#walk(this.#child(node, key), one);
    }
  }

  #child(node: Node, key: string): Node {
    let child = node.children.get(key);
    if (child === undefined) {
      const isElement = key === "[]" || node.path === "";
      child = {
        path: isElement ? node.path + key : `${node.path}.${key}`,
        children: new Map(),
        field: undefined,
      };
      // A map with a key for every message would grow with the log.
      if (node.children.size < mostFields) node.children.set(key, child);
    }
    return child;
  }

  #field(node: Node): Field | undefined {
    if (node.field === undefined) {
      if (this.#fields.length >= mostFields) {
        this.isCut = true;
        return undefined;
      }
      node.field = new Field(node.path);
      this.#fields.push(node.field);
    }
    return node.field;
  }
}

/** Nanoseconds, for timestamps that ROS and Protobuf write as two numbers. */
function timeOf(value: Record<string, unknown>): bigint | undefined {
  const keys = Object.keys(value);
  if (keys.length !== 2) return undefined;
  const seconds = value.sec ?? value.seconds;
  const rest = value.nsec ?? value.nanosec ?? value.nanos;
  const isTime =
    (typeof seconds === "bigint" || Number.isInteger(seconds)) && Number.isInteger(rest);
  if (!isTime) return undefined;
  return BigInt(seconds as number | bigint) * 1_000_000_000n + BigInt(rest as number);
}

class Field {
  readonly #path: string;
  #kind: FieldKind = "integer";
  #count = 0;
  #notFinite = 0;
  #min: number | bigint | undefined;
  #max: number | bigint | undefined;
  readonly #values = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  number(value: number | bigint): void {
    if (typeof value === "bigint") this.#kind = "bigint";
    else if (this.#kind === "integer" && !Number.isInteger(value)) this.#kind = "number";
    if (typeof value === "number" && !Number.isFinite(value)) {
      this.#notFinite++;
      return;
    }
    this.#see(value);
  }

  word(value: string, kind: "string" | "boolean"): void {
    this.#kind = kind;
    if (this.#values.size <= mostValues) this.#values.add(value.slice(0, 80));
    if (kind === "string") this.#see(value.length);
    else this.#count++;
  }

  bytes(length: number): void {
    this.#kind = "bytes";
    this.#see(length);
  }

  time(nanoseconds: bigint): void {
    this.#kind = "time";
    this.#see(nanoseconds);
  }

  summary(): FieldSummary {
    const values = [...this.#values].sort();
    return {
      path: this.#path,
      kind: this.#kind,
      count: this.#count,
      ...(this.#min !== undefined && { min: this.#min }),
      ...(this.#max !== undefined && { max: this.#max }),
      ...(this.#notFinite > 0 && { notFinite: this.#notFinite }),
      ...(values.length > 0 && values.length <= mostValues && { values }),
    };
  }

  #see(value: number | bigint): void {
    this.#count++;
    if (this.#min === undefined || value < this.#min) this.#min = value;
    if (this.#max === undefined || value > this.#max) this.#max = value;
  }
}

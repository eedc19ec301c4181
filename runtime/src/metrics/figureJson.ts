import { MetricDefinitionError } from "../errors.js";

/** A figure as JSON, and the paths of numbers that JSON cannot represent. */
export interface FigureJson {
  json: Record<string, unknown>;
  /** Paths of NaN, infinities and invalid Dates, at most three. */
  replaced: string[];
  /** Their total number. */
  replacements: number;
}

/** Protobuf parsers reject messages that are nested deeper than this. */
const deepest = 100;
/** Nesting depth of a figure in a message, and what an object and a list add. */
const levels = { figure: 5, object: 3, list: 2 };

/**
 * Converts a figure to JSON values, as plotly does: NaN and infinities become null, Dates become ISO strings, and
 * undefined members are omitted. Typed arrays and unchanged lists are not copied.
 *
 * @throws {@link MetricDefinitionError} for functions and other values that JSON cannot represent, with their
 * path.
 */
export function figureJson(figure: object): FigureJson {
  const converter = new Converter();
  const json = converter.object(figure as Record<string, unknown>, levels.figure, []);
  const { replaced, replacements } = converter;
  return { json, replaced, replacements };
}

type Path = (string | number)[];

class Converter {
  readonly replaced: string[] = [];
  replacements = 0;
  readonly #open = new Set<object>();

  value(value: unknown, depth: number, path: Path): unknown {
    switch (typeof value) {
      case "number":
        return Number.isFinite(value) ? value : this.#replace(path);
      case "string":
      case "boolean":
        return value;
      case "object":
        return value === null ? null : this.#reference(value, depth, path);
      default:
        return refuse(path, `is a ${typeof value}`, value);
    }
  }

  #reference(value: object, depth: number, path: Path): unknown {
    if (value instanceof Date) {
      return Number.isNaN(value.getTime()) ? this.#replace(path) : value.toISOString();
    }
    if (ArrayBuffer.isView(value)) return this.#typed(value, path);
    if (Array.isArray(value)) {
      return this.#inside(value, path, () => this.#list(value, depth + levels.list, path));
    }
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") return this.value(toJSON.call(value, ""), depth, path);
    const prototype: unknown = Object.getPrototypeOf(value);
    const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
    if (!plain) return refuse(path, `is a ${value.constructor.name}`, value);
    return this.#inside(value, path, () =>
      this.object(value as Record<string, unknown>, depth + levels.object, path),
    );
  }

  #typed(value: ArrayBufferView, path: Path): unknown {
    if (value instanceof DataView) return refuse(path, "is a DataView", value);
    if (value instanceof BigInt64Array || value instanceof BigUint64Array) {
      return refuse(path, "contains bigints", value);
    }
    // Of any width: newer engines have more kinds than the compiler knows.
    const numbers = value as Float64Array;
    return numbers.every(Number.isFinite) ? numbers : this.#list([...numbers], 0, path);
  }

  /** Returns the same list if nothing changes. */
  #list(list: readonly unknown[], depth: number, path: Path): readonly unknown[] {
    checkDepth(depth, path);
    let changed: unknown[] | undefined;
    for (let at = 0; at < list.length; at++) {
      const value = list[at];
      if (typeof value === "string" || (typeof value === "number" && Number.isFinite(value))) {
        if (changed !== undefined) changed[at] = value;
        continue;
      }
      path.push(at);
      const converted = value === undefined ? null : this.value(value, depth, path);
      path.pop();
      if (converted !== value) changed ??= list.slice(0, at);
      if (changed !== undefined) changed[at] = converted;
    }
    return changed ?? list;
  }

  object(value: Record<string, unknown>, depth: number, path: Path): Record<string, unknown> {
    checkDepth(depth, path);
    const entries: [string, unknown][] = [];
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      path.push(key);
      entries.push([key, this.value(member, depth, path)]);
      path.pop();
    }
    return Object.fromEntries(entries);
  }

  #inside<T>(value: object, path: Path, convert: () => T): T {
    if (this.#open.has(value)) return refuse(path, "refers back to itself", value);
    this.#open.add(value);
    const converted = convert();
    this.#open.delete(value);
    return converted;
  }

  #replace(path: Path): null {
    this.replacements += 1;
    if (this.replaced.length < 3) this.replaced.push(pathText(path));
    return null;
  }
}

function checkDepth(depth: number, path: Path): void {
  if (depth > deepest - levels.list) refuse(path, "is nested too deeply", undefined);
}

function refuse(path: Path, problem: string, value: unknown): never {
  throw new MetricDefinitionError(`${pathText(path)} ${problem}`, {
    hint:
      typeof value === "function"
        ? "A figure is stored as JSON, so it cannot contain functions. Use the values that they would compute."
        : "A figure may contain numbers, strings, booleans, null, Dates, lists, typed arrays of numbers and plain objects.",
  });
}

function pathText(path: Path): string {
  return `figure${path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("")}`;
}

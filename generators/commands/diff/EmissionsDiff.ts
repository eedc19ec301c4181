import type { EmissionRow } from "@metrics-project/runtime";

/** Maximum difference between numbers. */
export interface NumberTolerances {
  readonly absolute: number;
  readonly relative: number;
}

/** A pair of rows with different values of a field. */
interface FieldChange {
  /** Nanoseconds as digits; undefined if the rows have no timestamp. */
  readonly time: string | undefined;
  /** Line numbers in the two files, from 1. */
  readonly lines: readonly [base: number, head: number];
  readonly base: unknown;
  readonly head: unknown;
}

/** A field of a topic that differs in some rows. */
export interface FieldDiff {
  readonly name: string;
  rows: number;
  /** The pair with the largest difference; the first one if the values are not numbers. */
  most: FieldChange;
  distance: number;
  /** Number of pairs with a worse status in HEAD. */
  worse: number;
}

/** The differences in the rows of one topic. */
export interface TopicDiff {
  readonly topic: string;
  base: number;
  head: number;
  /** Number of pairs with any difference. */
  differing: number;
  onlyInBase: number;
  onlyInHead: number;
  readonly fields: Map<string, FieldDiff>;
}

const statuses = ["PASSED", "FAIL_WARN", "FAIL_BLOCK"];

/**
 * Compares two files row by row while reading. Pairs rows of a topic by timestamp, and in order for the same
 * timestamp or none. Keeps only rows that wait for their pair.
 */
export class EmissionsDiff {
  readonly #tolerances: NumberTolerances;
  readonly #topics = new Map<string, TopicDiff>();
  readonly #waiting = [new Map<string, EmissionRow[]>(), new Map<string, EmissionRow[]>()] as const;

  constructor(tolerances: NumberTolerances) {
    this.#tolerances = tolerances;
  }

  /** Adds the next row of BASE (0) or HEAD (1). */
  add(side: 0 | 1, row: EmissionRow): void {
    const topic = this.#topic(row.topic);
    topic[side === 0 ? "base" : "head"]++;
    const key = `${row.time ?? ""} ${row.topic}`;
    const others = this.#waiting[side === 0 ? 1 : 0].get(key);
    const other = others?.shift();
    if (others?.length === 0) this.#waiting[side === 0 ? 1 : 0].delete(key);
    if (other === undefined) {
      const own = this.#waiting[side].get(key);
      if (own === undefined) this.#waiting[side].set(key, [row]);
      else own.push(row);
      return;
    }
    this.#compare(topic, side === 0 ? row : other, side === 0 ? other : row);
  }

  /** The differences, after the last row of both; topics in order of occurrence. */
  finish(): TopicDiff[] {
    this.#waiting.forEach((side, at) => {
      for (const row of [...side.values()].flat()) {
        this.#topic(row.topic)[at === 0 ? "onlyInBase" : "onlyInHead"]++;
      }
      side.clear();
    });
    return [...this.#topics.values()];
  }

  #topic(name: string): TopicDiff {
    let topic = this.#topics.get(name);
    if (topic === undefined) {
      topic = {
        topic: name,
        base: 0,
        head: 0,
        differing: 0,
        onlyInBase: 0,
        onlyInHead: 0,
        fields: new Map(),
      };
      this.#topics.set(name, topic);
    }
    return topic;
  }

  #compare(topic: TopicDiff, base: EmissionRow, head: EmissionRow): void {
    let differs = base.event !== head.event;
    for (const name of new Set([...Object.keys(base.data), ...Object.keys(head.data)])) {
      const [a, b] = [base.data[name], head.data[name]];
      if (this.#isSame(a, b)) continue;
      differs = true;
      note(topic, name, {
        time: base.time?.toString(),
        lines: [base.line, head.line],
        base: a,
        head: b,
      });
    }
    if (differs) topic.differing++;
  }

  #isSame(a: unknown, b: unknown): boolean {
    if (Object.is(a, b)) return true;
    const [x, y] = [numeric(a), numeric(b)];
    if (x !== undefined && y !== undefined) {
      if (typeof a === "bigint" && typeof b === "bigint") return a === b;
      const { absolute, relative } = this.#tolerances;
      const distance = Math.abs(x - y);
      return distance <= absolute || distance <= relative * Math.max(Math.abs(x), Math.abs(y));
    }
    if (Array.isArray(a) && Array.isArray(b)) {
      return a.length === b.length && a.every((one, at) => this.#isSame(one, b[at]));
    }
    if (!isObject(a) || !isObject(b)) return false;
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && this.#isSame(a[name], b[name]))
    );
  }
}

function note(topic: TopicDiff, name: string, change: FieldChange): void {
  const [a, b] = [numeric(change.base), numeric(change.head)];
  const distance = a === undefined || b === undefined ? 0 : Math.abs(b - a);
  const worse = rank(change.head) > rank(change.base) ? 1 : 0;
  const known = topic.fields.get(name);
  if (known === undefined) {
    topic.fields.set(name, { name, rows: 1, most: change, distance, worse });
    return;
  }
  known.rows++;
  known.worse += worse;
  if (distance <= known.distance) return;
  known.most = change;
  known.distance = distance;
}

/** Only status names of the platform have a rank above 0. */
function rank(value: unknown): number {
  return Math.max(0, statuses.indexOf(String(value)));
}

function numeric(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "bigint" ? Number(value) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

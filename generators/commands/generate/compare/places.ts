import { rootOf } from "./facets.js";
import { operationsOfTree, type Traffic, trafficOf } from "./operationsOfTree.js";
import type { TypeTree } from "./TypeTree.js";
import { TouchedKeys } from "./touchedKeys.js";
import { describeKey } from "./wording.js";

/** The place of a key in the API. */
export interface Place {
  /** `GET /jobs`, or `schema job`. */
  where: string;
  /** `responses of GET /jobs and 2 more`, for a schema. */
  through?: string;
  /** Its description there: `the field "name"`. */
  name: string;
  /** The keys of its uses: its own, and those of places that only refer to it. */
  keys: string[];
  /** Whether responses contain it. */
  isAnswered: boolean;
  /** Whether requests contain it. */
  isSent: boolean;
}

/** Looks up the keys of two versions of an API. */
export class Places {
  readonly touched: TouchedKeys;
  private readonly traffic: ReadonlyMap<string, Traffic>[];
  private readonly calls = new Map<string, string>();

  constructor(
    private readonly before: TypeTree,
    private readonly after: TypeTree,
  ) {
    this.touched = new TouchedKeys(before);
    this.traffic = [trafficOf(before), trafficOf(after)];
    for (const tree of [after, before]) {
      for (const { owner, call } of operationsOfTree(tree).values()) this.calls.set(owner, call);
    }
  }

  of(key: string): Place {
    const root =
      rootOf(key, this.calls) ?? rootOf(key, this.before.roots) ?? rootOf(key, this.after.roots);
    const name = describeKey(key, root);
    const call = root === undefined ? undefined : this.calls.get(root);
    if (root === undefined || call !== undefined) {
      const isAnswered = key.slice(root?.length).startsWith(".responses");
      const where = call ?? key.replace(/^paths\./, "");
      const keys = [...this.touched.withCalls([key]), ...(key === root && call ? [call] : [])];
      return { where, name, keys, isAnswered, isSent: !isAnswered };
    }
    const answers = new Set(this.traffic.flatMap((one) => [...(one.get(root)?.answers ?? [])]));
    const requests = new Set(this.traffic.flatMap((one) => [...(one.get(root)?.requests ?? [])]));
    const sides = [
      ...(answers.size > 0 ? [`responses of ${firstOf(answers)}`] : []),
      ...(requests.size > 0 ? [`sent by ${firstOf(requests)}`] : []),
    ];
    return {
      where: titleOf(root),
      ...(sides.length === 0 ? {} : { through: sides.join("; ") }),
      name,
      keys: [...this.touched.withCalls([key]), ...(key === root ? this.touched.behind(key) : [])],
      isAnswered: answers.size > 0,
      isSent: requests.size > 0,
    };
  }
}

function firstOf(calls: ReadonlySet<string>): string {
  const [first] = calls;
  return calls.size === 1 ? `${first}` : `${first} and ${calls.size - 1} more`;
}

const kinds: Readonly<Record<string, string>> = {
  schemas: "schema",
  responses: "response",
  parameters: "parameter",
  requestBodies: "body",
  headers: "header",
  pathItems: "path",
};

function titleOf(root: string): string {
  const [kind = "", ...names] = root.split(".");
  const title = Object.hasOwn(kinds, kind) ? kinds[kind] : kind;
  return names.length === 0 ? root : `${title} ${names.join(".")}`;
}

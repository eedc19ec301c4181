import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { checkFaults } from "./checkFaults.js";
import type {
  Fault,
  FaultKind,
  FaultOf,
  ListFault,
  PlatformFaults,
  RequestFault,
} from "./faults.js";
import type { LinkTarget } from "./links.js";

/** What is the same in every run of a test, by IDs that are random in every run. */
export interface StableNames {
  /** A name of an entity, such as that of a job by its experience. */
  nameOf(id: string): string | undefined;
  /** The name of a job's experience. */
  experienceOf(id: string): string | undefined;
}

/** A request, as far as faults are concerned. */
export interface FaultyRequest {
  method?: string | undefined;
  /** Path and query. */
  url?: string | undefined;
  /** Its operationId, or `downloads`; empty if it matches no operation. */
  operation: string;
}

/** A fault, and its place in the list. */
interface Rule<F extends Fault = Fault> {
  index: number;
  fault: F;
}

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * Decides which fault happens to which request. A request is identified by its path and page, and
 * by how often that was requested before, not by its position among all requests. Concurrent
 * requests overtake each other, and IDs are random in every run.
 */
export class FaultInjector {
  readonly #names: StableNames;
  readonly #operationIDs: ReadonlySet<string>;
  readonly #onOutage: () => void;
  #latency = 0;
  #seed = 1;
  #requestRules: Rule<RequestFault>[] = [];
  #listRules: Rule<ListFault>[] = [];
  #corruptRules: Rule<FaultOf<"corrupt">>[] = [];
  #linkRules: Rule<FaultOf<"expired-link">>[] = [];
  #checksumRules: Rule<FaultOf<"wrong-checksum">>[] = [];
  #requestsLeft = Number.POSITIVE_INFINITY;
  /** How often each rule was asked about each request. */
  readonly #asked = new Map<string, number>();
  /** Names for the IDs of a run's objects: their positions in its list. */
  readonly #objects = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /**
   * @param operationIDs the operations that a fault can be limited to
   * @param onOutage called when an outage begins
   */
  constructor(names: StableNames, operationIDs: ReadonlySet<string>, onOutage: () => void) {
    this.#names = names;
    this.#operationIDs = operationIDs;
    this.#onOutage = onOutage;
  }

  /** @throws ConfigError for a wrong value; then the earlier faults stay */
  set(faults: PlatformFaults): void {
    checkFaults(faults, this.#operationIDs);
    this.#latency = faults.latency ?? 0;
    this.#seed = faults.seed ?? 1;
    const rules = (faults.inject ?? []).map((fault, index) => ({ index, fault }));
    this.#requestRules = ofKinds(rules, requestKinds);
    this.#listRules = ofKinds(rules, listKinds);
    this.#corruptRules = ofKinds(rules, ["corrupt"]);
    this.#linkRules = ofKinds(rules, ["expired-link"]);
    this.#checksumRules = ofKinds(rules, ["wrong-checksum"]);
    const outages = ofKinds(rules, ["outage"]).map(({ fault }) => fault.after);
    this.#requestsLeft = Math.min(Number.POSITIVE_INFINITY, ...outages);
    this.#asked.clear();
  }

  /** Counts a request. Returns whether an outage has begun, so that the request gets no response. */
  countRequest(): boolean {
    this.#requestsLeft -= 1;
    if (this.#requestsLeft >= 0) return false;
    this.#onOutage();
    return true;
  }

  /** Waits for the injected latency. Returns what happens to the request. */
  async beforeAnswer(request: FaultyRequest): Promise<RequestFault | undefined> {
    if (this.#latency > 0) await sleep(this.#latency);
    return this.#first(this.#requestRules, request)?.fault;
  }

  /** Whether the object of a download must be damaged. */
  isCorrupt(request: FaultyRequest): boolean {
    return this.#first(this.#corruptRules, request) !== undefined;
  }

  /** The faults of a page of a list. */
  listFaults(request: FaultyRequest): ListFault[] {
    if (this.#listRules.length === 0) return [];
    const what = this.#nameOf(request);
    return this.#listRules
      .filter(({ fault }) => isIn(fault, request.operation, () => this.#experience(request.url)))
      .filter((rule) => this.#happens(rule, what))
      .map(({ fault }) => fault);
  }

  /** Whether the next link to an object of a run must be expired already. */
  nextLinkExpired(target: LinkTarget): boolean {
    const [run, object] =
      target.kind === "uploads" ? ["", target.id] : [target.run, objectOf(target)];
    if (!this.#objects.has(object)) {
      const list = `${this.#wordFor(run)} ${target.kind}`;
      const place = (this.#counts.get(list) ?? 0) + 1;
      this.#counts.set(list, place);
      this.#objects.set(object, `${list} ${place}`);
    }
    const what = `link ${this.#objects.get(object)}`;
    return this.#any(this.#linkRules, target.run, what);
  }

  /** Whether a log of a run must be listed with a wrong checksum. */
  hasWrongChecksum(run: string, path: string): boolean {
    return this.#any(this.#checksumRules, run, `checksum ${this.#wordFor(run)} ${path}`);
  }

  #first<F extends Fault>(rules: readonly Rule<F>[], request: FaultyRequest): Rule<F> | undefined {
    if (rules.length === 0) return undefined;
    const what = this.#nameOf(request);
    return rules.find(
      (rule) =>
        isIn(rule.fault, request.operation, () => this.#experience(request.url)) &&
        this.#happens(rule, what),
    );
  }

  #any(rules: readonly Rule[], run: string, what: string): boolean {
    return rules.some(
      (rule) => isIn(rule.fault, "", () => this.#experience(run)) && this.#happens(rule, what),
    );
  }

  /** A name of the request that is the same in every run. */
  #nameOf({ method = "GET", url = "" }: FaultyRequest): string {
    const [path = "", query = ""] = url.split("?");
    const page = /(?:^|&)pageToken=([^&]*)/.exec(query)?.[1] ?? "";
    return `${method} ${path.replace(uuid, (id) => this.#wordFor(id))} ${page}`;
  }

  /** The experience of the job in a path. */
  #experience(url = ""): string | undefined {
    for (const [id] of url.matchAll(uuid)) {
      const name = this.#names.experienceOf(id.toLowerCase());
      if (name !== undefined) return name;
    }
    return undefined;
  }

  #wordFor(id: string): string {
    return this.#names.nameOf(id.toLowerCase()) ?? this.#objects.get(id) ?? "#";
  }

  #happens({ index, fault }: Rule, what: string): boolean {
    if (fault.kind === "outage") return false;
    const key = `${index}\n${what}`;
    const before = this.#asked.get(key) ?? 0;
    this.#asked.set(key, before + 1);
    const { share = 1, after = 0, times = Number.POSITIVE_INFINITY } = fault;
    if (before < after || before >= after + times) return false;
    if (share >= 1) return true;
    const hash = createHash("sha256").update(`${this.#seed}\n${key}\n${before}`).digest();
    return hash.readUInt32BE(0) / 0x1_0000_0000 < share;
  }
}

const requestKinds = ["status", "reset", "stall", "truncate"] as const;
const listKinds = ["page-limit", "no-total", "repeated-page-token", "reversed-page"] as const;

function ofKinds<K extends FaultKind>(
  rules: readonly Rule[],
  kinds: readonly K[],
): Rule<FaultOf<K>>[] {
  return rules.filter((rule): rule is Rule<FaultOf<K>> =>
    kinds.some((kind) => kind === rule.fault.kind),
  );
}

/** Whether a request is one of those that a fault is limited to. */
function isIn(fault: Fault, operation: string, experience: () => string | undefined): boolean {
  if ("on" in fault && fault.on !== undefined) {
    const targets: readonly string[] = [fault.on].flat();
    const isAPI = operation !== "downloads";
    if (!targets.includes(operation) && !(isAPI && targets.includes("api"))) return false;
  }
  if (!("experiences" in fault) || fault.experiences === undefined) return true;
  const name = experience();
  return name !== undefined && fault.experiences.includes(name);
}

function objectOf(target: Exclude<LinkTarget, { kind: "uploads" }>): string {
  return "path" in target ? `${target.run}/${target.kind}/${target.path}` : target.id;
}

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError } from "@metrics-project/runtime";
import type { LinkTarget } from "./links.js";

/** Faults to inject, to test the resilience of a build. */
export interface PlatformFaults {
  /** Delay of every response in milliseconds, for API calls and downloads. Default 0. */
  latency?: number;
  /** Share of requests, 0 to 1, that fail with {@link failingStatus}. Default 0. */
  failingShare?: number;
  /** HTTP status of the failing requests. Default 503. */
  failingStatus?: number;
  /** Share of presigned URLs, 0 to 1, that have already expired when they are returned. Default 0. */
  expiredShare?: number;
  /**
   * Decides which requests fail and which URLs have expired. The same seed gives the same faults in every run of a test
   * that records the same tests, independent of the order of requests. An integer. Default 1.
   */
  seed?: number;
}

/** Returns a name for an ID that is the same in every run, such as the experience of a job. */
export type NameOfID = (id: string) => string | undefined;

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * Decides which request fails. A request is identified by its target and by how often that target was requested
 * before, not by its position among all requests: concurrent requests overtake each other, and IDs are random in
 * every run.
 */
export class FaultInjector {
  readonly #nameOf: NameOfID;
  #faults: Required<PlatformFaults> = noFaults;
  /** How often each target was requested. */
  readonly #asked = new Map<string, number>();
  /** Names for the IDs of a run's objects: their positions in its list. */
  readonly #objects = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(nameOf: NameOfID = () => undefined) {
    this.#nameOf = nameOf;
  }

  /** @throws ConfigError for a share outside 0 to 1, a negative latency, or a seed that is not a whole number */
  set(faults: PlatformFaults): void {
    const all = { ...noFaults, ...faults };
    for (const name of ["failingShare", "expiredShare"] as const) {
      if (!(all[name] >= 0 && all[name] <= 1)) {
        throw new ConfigError(`${name} is ${all[name]}`, { hint: "Use a share from 0 to 1." });
      }
    }
    if (!(all.latency >= 0)) {
      throw new ConfigError(`latency is ${all.latency}`, { hint: "Use milliseconds, 0 or more." });
    }
    if (!Number.isSafeInteger(all.seed)) {
      throw new ConfigError(`seed is ${all.seed}`, { hint: "Use an integer." });
    }
    this.#faults = all;
    this.#asked.clear();
  }

  /** Waits for the injected latency. Returns the status to fail with, or undefined to continue. */
  async beforeAnswer({
    method = "GET",
    url = "",
  }: {
    method?: string | undefined;
    url?: string | undefined;
  }): Promise<number | undefined> {
    const { latency, failingShare, failingStatus } = this.#faults;
    if (latency > 0) await sleep(latency);
    const [path = ""] = url.split("?");
    const what = `${method} ${path.replace(uuid, (id) => this.#wordFor(id))}`;
    return this.#draw(what, failingShare) ? failingStatus : undefined;
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
    return this.#draw(`link ${this.#objects.get(object)}`, this.#faults.expiredShare);
  }

  #wordFor(id: string): string {
    return this.#nameOf(id.toLowerCase()) ?? this.#objects.get(id) ?? "#";
  }

  #draw(what: string, share: number): boolean {
    if (share <= 0) return false;
    const times = this.#asked.get(what) ?? 0;
    this.#asked.set(what, times + 1);
    const hash = createHash("sha256").update(`${this.#faults.seed}\n${what}\n${times}`).digest();
    return hash.readUInt32BE(0) / 0x1_0000_0000 < share;
  }
}

function objectOf(target: Exclude<LinkTarget, { kind: "uploads" }>): string {
  return target.kind === "files" ? `${target.run}/${target.path}` : target.id;
}

const noFaults: Required<PlatformFaults> = {
  latency: 0,
  failingShare: 0,
  failingStatus: 503,
  expiredShare: 0,
  seed: 1,
};

import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError } from "@metrics-project/runtime";

/** What goes wrong on purpose, so that a build's resilience can be tried. */
export interface PlatformFaults {
  /** Milliseconds that every answer waits, API and downloads alike. Default 0. */
  latency?: number;
  /** Share of requests, 0 to 1, that fail with {@link failingStatus}. Default 0. */
  failingShare?: number;
  /** HTTP status of the failing requests. Default 503. */
  failingStatus?: number;
  /** Share of presigned links, 0 to 1, that have expired when they are given out. Default 0. */
  expiredShare?: number;
}

/** Decides which request fails. The draw is the same in every run, so that a test can be repeated. */
export class FaultInjector {
  #faults: Required<PlatformFaults> = noFaults;
  #state = 0x9e3779b9;

  /** @throws ConfigError for a share outside 0 to 1, or a negative latency */
  set(faults: PlatformFaults): void {
    const all = { ...noFaults, ...faults };
    for (const name of ["failingShare", "expiredShare"] as const) {
      if (!(all[name] >= 0 && all[name] <= 1)) {
        throw new ConfigError(`${name} is ${all[name]}`, { hint: "Give a share from 0 to 1." });
      }
    }
    if (!(all.latency >= 0)) {
      throw new ConfigError(`latency is ${all.latency}`, { hint: "Give milliseconds, 0 or more." });
    }
    this.#faults = all;
  }

  /** Waits as long as answers take; the status to fail with, or undefined to go on. */
  async beforeAnswer(): Promise<number | undefined> {
    const { latency, failingShare, failingStatus } = this.#faults;
    if (latency > 0) await sleep(latency);
    return this.#draw(failingShare) ? failingStatus : undefined;
  }

  /** Whether the next link is to be given out expired. */
  nextLinkExpired(): boolean {
    return this.#draw(this.#faults.expiredShare);
  }

  #draw(share: number): boolean {
    if (share <= 0) return false;
    // A xorshift generator: even enough for shares, and without a seed to carry around.
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 0x1_0000_0000 < share;
  }
}

const noFaults: Required<PlatformFaults> = {
  latency: 0,
  failingShare: 0,
  failingStatus: 503,
  expiredShare: 0,
};

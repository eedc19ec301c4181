import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FaultInjector, type StableNames } from "./faultInjector.js";
import type { PlatformFaults } from "./faults.js";
import type { OpenAPIDocument } from "./foreignDescription.js";
import { Links } from "./links.js";
import { close, listen } from "./listen.js";
import { LocalPlatform } from "./localPlatform.js";
import { createObjectServer } from "./objectServer.js";
import { createOperations } from "./operations/createOperations.js";
import { openState, type PlatformState } from "./platformState.js";
import { RequestCounter } from "./statistics.js";

export interface PlatformOptions {
  /**
   * Folder of the state: JSON files by kind, and the output of runs. Default: a temporary folder, removed when
   * the platform is closed. A given folder stays, and you can start a platform on it again.
   */
  dir?: string;
  /** Bearer token that the API requires. Default: a random one. */
  token?: string;
  /** Address to listen on. Default `127.0.0.1`: the platform is not reachable from the network. */
  host?: string;
  /** Host name in URLs, if clients need another one than `host`. Default: `host`. */
  publicHost?: string;
  /** Port of the API. Default 0: any free one. */
  port?: number;
  /** Port of the presigned links. Default 0: any free one. */
  downloadPort?: number;
  /** Lifetime of a presigned link in seconds. Default 3600. */
  linkLifetime?: number;
  /** Faults to inject. Default: none. */
  faults?: PlatformFaults;
  /**
   * The API description that requests and responses are checked against: an OpenAPI 3.0 or 3.1 document, or the path of
   * its JSON or YAML file. An unknown operation returns 501; an unknown required field gets a placeholder value.
   * Default: the description in this package.
   */
  description?: string | OpenAPIDocument;
  /** The current time, for creation timestamps and the expiry of links. Default: the system clock. */
  now?: () => Date;
}

/**
 * Starts a platform on this machine. It serves the API's reading operations with paging, filters and token, light
 * batches, and presigned links on a separate port.
 *
 *     await using platform = await startPlatform();
 *     const { batchID } = await platform.addBatch();
 *     await platform.recordTest({ batchID, experience: "left turn", outputsDir: "out" });
 *
 * @throws ConfigError if a port is in use, the description cannot be used, or a fault has a wrong value
 * @throws InputError if the state in `dir` cannot be read
 */
export async function startPlatform(options: PlatformOptions = {}): Promise<LocalPlatform> {
  const { host = "127.0.0.1", publicHost = host, linkLifetime = 3600 } = options;
  const now = options.now ?? (() => new Date());
  const token = options.token ?? randomBytes(24).toString("base64url");
  // Loaded on demand: half of this package's code, which is not needed for reading messages alone.
  const { describedOperations } = await import("./describedOperations.js");
  const { apiRoot, createApiServer } = await import("./apiServer.js");
  const described = await describedOperations(options.description);
  let names: StableNames = { nameOf: () => undefined, experienceOf: () => undefined };
  const servers: Server[] = [];
  const faults = new FaultInjector(
    { nameOf: (id) => names.nameOf(id), experienceOf: (id) => names.experienceOf(id) },
    described.operationIDs,
    () => void Promise.all(servers.map(close)),
  );
  faults.set(options.faults ?? {});
  const counter = new RequestCounter();
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "metrics-platform-")));
  const stop = async () => {
    await Promise.all(servers.map(close));
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  };
  try {
    const state = await openState(dir);
    names = namesIn(state);
    const links = new Links(linkLifetime, now);
    const operations = createOperations({ state, links, faults, now });
    const api = await createApiServer(operations, described, token, { faults, counter });
    const downloads = createObjectServer({ state, links, faults, counter });
    const apiPort = await listen(api, options.port ?? 0, host);
    servers.push(api);
    const downloadPort = await listen(downloads, options.downloadPort ?? 0, host);
    servers.push(downloads);
    links.origin = `http://${inURL(publicHost)}:${downloadPort}`;
    return new LocalPlatform({
      apiURL: `http://${inURL(publicHost)}:${apiPort}${apiRoot}`,
      token,
      state,
      now,
      counter,
      setFaults: (wanted) => faults.set(wanted),
      expireLinks: () => links.expireAll(),
      close: stop,
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Names for the IDs of a state, the same in every run. */
function namesIn({ jobs, batches, projects, reports, experiences }: PlatformState): StableNames {
  return {
    nameOf: (id) => {
      const job = jobs.get(id);
      if (job !== undefined) {
        const batch = batches.get(job.batchID ?? "")?.friendlyName;
        return `job ${job.experienceName} of ${batch}`;
      }
      const batch = batches.get(id);
      if (batch !== undefined) return `batch ${batch.friendlyName}`;
      const named = projects.get(id) ?? reports.get(id) ?? experiences.get(id);
      return named?.name;
    },
    experienceOf: (id) => jobs.get(id)?.experienceName,
  };
}

/** Puts an IPv6 address in brackets. */
function inURL(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FaultInjector, type NameOfID, type PlatformFaults } from "./faults.js";
import type { OpenAPIDocument } from "./foreignDescription.js";
import { Links } from "./links.js";
import { close, listen } from "./listen.js";
import { LocalPlatform } from "./localPlatform.js";
import { createObjectServer } from "./objectServer.js";
import { createOperations } from "./operations/createOperations.js";
import { openState, type PlatformState } from "./platformState.js";

export interface PlatformOptions {
  /**
   * Folder of the state: JSON files by kind, and what runs wrote. Default: a temporary one, removed when
   * the platform is closed. One that was given stays, and a platform started on it again finds it all.
   */
  dir?: string;
  /** Bearer token that the API asks for. Default: a random one. */
  token?: string;
  /** Address to listen on. Default `127.0.0.1`: nobody else on the network sees the platform. */
  host?: string;
  /** Host name in the URLs that are given out, where clients need another one. Default: `host`. */
  publicHost?: string;
  /** Port of the API. Default 0: any free one. */
  port?: number;
  /** Port of the presigned links. Default 0: any free one. */
  downloadPort?: number;
  /** Seconds that a presigned link is good for. Default 3600. */
  linkLifetime?: number;
  /** What goes wrong on purpose. Default: nothing. */
  faults?: PlatformFaults;
  /**
   * The API's description that requests and answers are held against: an OpenAPI 3.0 or 3.1 document, or the path of
   * its JSON or YAML file. An operation that this platform does not know answers with 501; a field that it does not
   * know, and that is required, gets a made-up value. Default: the description that came with this package.
   */
  description?: string | OpenAPIDocument;
  /** The time, for creation timestamps and the expiry of links. Default: the clock. */
  now?: () => Date;
}

/**
 * Starts a platform on this machine: the API's reading operations, with paging, filters and token, light
 * batches, and presigned links on a port of their own.
 *
 *     await using platform = await startPlatform();
 *     const { batchID } = await platform.addBatch();
 *     await platform.recordTest({ batchID, experience: "left turn", outputsDir: "out" });
 *
 * @throws ConfigError when a port is in use, or the description cannot be used
 * @throws InputError when the state in `dir` cannot be read
 */
export async function startPlatform(options: PlatformOptions = {}): Promise<LocalPlatform> {
  const { host = "127.0.0.1", publicHost = host, linkLifetime = 3600 } = options;
  const now = options.now ?? (() => new Date());
  const token = options.token ?? randomBytes(24).toString("base64url");
  let nameOf: NameOfID = () => undefined;
  const faults = new FaultInjector((id) => nameOf(id));
  faults.set(options.faults ?? {});
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "metrics-platform-")));
  const removeState = async () => {
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  };
  // Half of all that this package loads, and whoever only looks into messages needs nothing of it.
  const { describedOperations } = await import("./describedOperations.js");
  const { apiRoot, createApiServer } = await import("./apiServer.js");
  const described = await describedOperations(options.description);
  const servers: Server[] = [];
  const stop = async () => {
    await Promise.all(servers.map(close));
    await removeState();
  };
  try {
    const state = await openState(dir);
    nameOf = namesIn(state);
    const links = new Links(linkLifetime, now);
    const operations = createOperations({ state, links, faults, now });
    const api = await createApiServer(operations, described, token, faults);
    const downloads = createObjectServer(state, links, faults);
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
      setFaults: (wanted) => faults.set(wanted),
      expireLinks: () => links.expireAll(),
      close: stop,
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the IDs of a state stand for, without what is drawn anew in every run. */
function namesIn({ jobs, batches, projects, reports, experiences }: PlatformState): NameOfID {
  return (id) => {
    const job = jobs.get(id);
    if (job !== undefined) {
      const batch = batches.get(job.batchID ?? "")?.friendlyName;
      return `job ${job.experienceName} of ${batch}`;
    }
    const batch = batches.get(id);
    if (batch !== undefined) return `batch ${batch.friendlyName}`;
    const named = projects.get(id) ?? reports.get(id) ?? experiences.get(id);
    return named?.name;
  };
}

/** An IPv6 address stands in brackets. */
function inURL(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

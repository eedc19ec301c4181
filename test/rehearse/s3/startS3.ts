import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, onTestFinished, vi } from "vitest";
import { packageRoot } from "../../../generators/io/packageRoot.js";
import { temporaryFolder } from "../../temporary.js";

/** What is done to a request instead of passing it on as it is. */
export type Fault =
  | { readonly status: number; readonly code: string }
  /** The connection is cut after so many bytes of the body. */
  | { readonly cutAfter: number }
  /** The body is another one. */
  | { readonly rewrite: (body: string) => string }
  /** Nothing is ever answered. */
  | "silence";

export interface S3Server {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Method and path of each request since the test began, with its range. */
  readonly requests: string[];
  /** Decides on a request; the test's own. Default: all are passed on. */
  fault: (request: {
    method: string;
    path: string;
    range: string | undefined;
  }) => Fault | undefined;
  put(key: string, content: string | Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
}

export const bucket = "archive";

/**
 * s3rver in a process of its own, and a server in front of it that can fail. Its environment is that of each
 * test in the file: credentials, and no profile of the user who runs the tests.
 */
export async function startS3(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), "metrics-project-s3-"));
  const script = `
    const S3rver = require("@20minutes/s3rver");
    const options = { vhostBuckets: false, port: 0, address: "127.0.0.1", silent: true, directory: ${JSON.stringify(directory)} };
    new S3rver({ ...options, configureBuckets: [{ name: "${bucket}" }] }).run().then(({ port }) => console.log(port));
  `;
  // Its tokens for further pages are made with DES, which OpenSSL 3 calls legacy.
  const args = ["--openssl-legacy-provider", "-e", script];
  const child = spawn(process.execPath, args, {
    cwd: packageRoot(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = (await once(child.stdout, "data")) as [Buffer];
  const upstream = `http://127.0.0.1:${printed.toString().trim()}`;

  const front = createServer((incoming, response) => {
    // A client that was cancelled is gone in the middle of it.
    answer(incoming, response).catch(() => response.destroy());
  });
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  const server: S3Server = {
    endpoint: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    requests: [],
    fault: () => undefined,
    put: (key, content) => change("PUT", key, content),
    remove: (key) => change("DELETE", key),
  };

  async function change(method: string, key: string, body?: string | Uint8Array): Promise<void> {
    const path = key.split("/").map(encodeURIComponent).join("/");
    const init = body === undefined ? { method } : { method, body: Buffer.from(body) };
    const { ok, status } = await fetch(`${upstream}/${bucket}/${path}`, init);
    if (!ok) throw new Error(`${method} ${key}: ${status}`);
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = incoming;
    // A proxy is asked for the whole address.
    const path = url.replace(/^http:\/\/[^/]+/, "");
    server.requests.push(`${method} ${path}${headers.range ? ` ${headers.range}` : ""}`);
    const fault = server.fault({ method, path, range: headers.range });
    if (fault === "silence") return;
    if (fault !== undefined && "status" in fault) {
      response.writeHead(fault.status, { "content-type": "application/xml" });
      response.end(`<Error><Code>${fault.code}</Code><Message>said by the test</Message></Error>`);
      return;
    }
    const passed = { ...headers };
    // s3rver leaves out the slash behind a bucket where it computes the signature.
    if (/^\/[^/]+\/?(\?|$)/.test(path)) delete passed.authorization;
    const outgoing = request(`${upstream}${path}`, { method, headers: passed });
    incoming.pipe(outgoing);
    const [answered] = (await once(outgoing, "response")) as [IncomingMessage];
    if (fault === undefined) {
      response.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(response);
      return;
    }
    const body = await text(answered);
    if ("rewrite" in fault) {
      response.writeHead(answered.statusCode ?? 500, { "content-type": "application/xml" });
      response.end(fault.rewrite(body));
      return;
    }
    response.writeHead(answered.statusCode ?? 500, answered.headers);
    response.write(body.slice(0, fault.cutAfter));
    // Not at once: what was written has to arrive.
    setTimeout(() => response.destroy(), 200);
  }

  beforeEach(() => {
    server.requests.length = 0;
    server.fault = () => undefined;
    const variables = {
      AWS_ENDPOINT_URL_S3: server.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "S3RVER",
      AWS_SECRET_ACCESS_KEY: "S3RVER",
      AWS_CONFIG_FILE: "/nowhere/config",
      AWS_SHARED_CREDENTIALS_FILE: "/nowhere/credentials",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_MAX_ATTEMPTS: "2",
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    child.kill();
    front.closeAllConnections();
    front.close();
    vi.unstubAllEnvs();
    await rm(directory, { recursive: true, force: true });
  });
  return server;
}

/** A folder of the test's own in the place of the system's for temporary files. */
export async function ownTemporaryFolder() {
  const path = await temporaryFolder();
  const before = process.env.TMPDIR;
  onTestFinished(() => void vi.stubEnv("TMPDIR", before));
  vi.stubEnv("TMPDIR", path);
  return {
    path,
    /** What is in it that no test put there. */
    async left(): Promise<string[]> {
      return (await readdir(path)).filter((name) => !name.startsWith("metrics-project-"));
    },
  };
}

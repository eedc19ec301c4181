import { setMaxListeners } from "node:events";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { World } from "../../../cli/command.js";
import type { RemoteFile } from "../remote/RemoteFile.js";
import type { S3Place } from "./S3Place.js";
import { s3URL } from "./S3Place.js";
import { s3Error } from "./s3Error.js";
import { findS3Tools, type S3Tools } from "./s3Tools.js";

/** An object, as it was listed. */
export interface S3Object {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  /** Changes with the object's content. */
  readonly etag: string;
}

/** Milliseconds. */
const timeouts = { connecting: 10_000, silence: 60_000 };

/** Maximum number of parallel requests, over all running tests. */
const connections = 128;

/** Maximum size in bytes of a file that is uploaded from memory. */
const largestInMemory = 16e6;

/** A busy archive answers "slow down" to many shards at once; the SDK waits longer each time. */
const defaultAttempts = 6;

/**
 * Objects in S3, or in a compatible server. Region, endpoint, credentials and the number of attempts come
 * from the SDK's usual variables, profiles and roles; proxies from HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 */
export class S3Archive {
  readonly #tools: S3Tools;
  readonly #client: InstanceType<S3Tools["sdk"]["S3Client"]>;

  private constructor(tools: S3Tools, env: World["env"]) {
    this.#tools = tools;
    const agent = new tools.ProxyAgent({ keepAlive: true, maxSockets: connections });
    const isElsewhere = Boolean(env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL);
    this.#client = new tools.sdk.S3Client({
      // Other servers than Amazon's rarely have a host name per bucket, or accept checksums after a body.
      forcePathStyle: isElsewhere,
      ...(isElsewhere && { requestChecksumCalculation: "WHEN_REQUIRED" }),
      followRegionRedirects: true,
      ...(env.AWS_MAX_ATTEMPTS === undefined && { maxAttempts: defaultAttempts }),
      requestHandler: {
        httpAgent: agent,
        httpsAgent: agent,
        connectionTimeout: timeouts.connecting,
        socketTimeout: timeouts.silence,
      },
    });
  }

  /**
   * Downloads the SDK if it is missing, and prints that first. Opens no connection.
   * @throws CommandError if the SDK is not available
   */
  static async open(world: Pick<World, "cwd" | "env" | "signal" | "stderr">): Promise<S3Archive> {
    // Each of many parallel transfers adds a listener.
    setMaxListeners(0, world.signal);
    return new S3Archive(await findS3Tools(world), world.env);
  }

  /**
   * All objects of a place, by key, however many pages the list has.
   * @throws CommandError if they cannot be listed
   */
  async list(place: S3Place, signal: AbortSignal): Promise<S3Object[]> {
    const { bucket, prefix } = place;
    const { ListObjectsV2Command } = this.#tools.sdk;
    const found: S3Object[] = [];
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        // Otherwise a key with a control character breaks the list.
        EncodingType: "url",
        ContinuationToken: token,
      });
      const page = await this.#client
        .send(command, { abortSignal: signal })
        .catch((error: unknown) => this.#fail(error, s3URL(bucket, prefix), signal));
      const decoded = page.EncodingType === "url" ? decodeKey : (key: string) => key;
      for (const { Key = "", Size = 0, ETag = "" } of page.Contents ?? []) {
        found.push({ bucket, key: decoded(Key), bytes: Size, etag: ETag });
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    return found;
  }

  /** An object as a file to download. */
  file(object: S3Object): RemoteFile {
    const { bucket, key, bytes, etag } = object;
    return {
      ...{ shown: s3URL(bucket, key), bytes, version: etag },
      read: (from, signal) => this.#read(object, from, signal),
    };
  }

  async #read(
    { bucket, key, etag }: S3Object,
    from: number,
    signal: AbortSignal,
  ): Promise<Readable> {
    const { GetObjectCommand } = this.#tools.sdk;
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(etag !== "" && { IfMatch: etag }),
      ...(from > 0 && { Range: `bytes=${from}-` }),
    });
    const { Body } = await this.#client
      .send(command, { abortSignal: signal })
      .catch((error: unknown) => this.#fail(error, s3URL(bucket, key), signal));
    return Body as Readable;
  }

  /**
   * Uploads a file.
   * @throws CommandError if the server refuses it
   */
  async write(bucket: string, key: string, file: string, signal: AbortSignal): Promise<void> {
    const { PutObjectCommand } = this.#tools.sdk;
    const { size } = await stat(file);
    // If the server is busy, the SDK can resend only a body that is in memory.
    const content = size <= largestInMemory ? await readFile(file) : createReadStream(file);
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: content,
      ContentLength: size,
    });
    await this.#client
      .send(command, { abortSignal: signal })
      .catch((error: unknown) => this.#fail(error, s3URL(bucket, key), signal));
  }

  async #fail(error: unknown, url: string, signal: AbortSignal): Promise<never> {
    signal.throwIfAborted();
    throw await s3Error(error, url, this.#client);
  }
}

/** Decodes a key of the server's list: `+` for a space, percent codes for special bytes. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}

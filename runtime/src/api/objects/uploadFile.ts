import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { ApiError, MetricsError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { CallOptions } from "../http/callPlatform.js";
import { type PlatformClient, transportOf } from "../http/PlatformClient.js";
import { redactURL } from "../http/redact.js";
import type { Answer } from "../http/transportRequest.js";
import { isExpired, maxRenewals } from "./renewals.js";

/** Where to upload a file, as `createJobLog` returns it. */
export interface UploadTarget {
  /** Presigned URL for one PUT. */
  url: string;
  /** Headers that the object store requires. Default: none. */
  headers?: Readonly<Record<string, string>> | undefined;
}

export interface UploadFileOptions<Paths extends {} = ownPaths> extends CallOptions, UploadTarget {
  /** Its proxies, retries and request budget apply. The URL is requested without its token. */
  client: PlatformClient<Paths>;
  /** Name of the file in messages. */
  name: string;
  /** Path of the file, which is streamed. */
  file: string;
  /** Returns a fresh URL for the same file when `url` has expired. Without it, expiry is an error. */
  renew?: (() => Promise<UploadTarget>) | undefined;
}

/**
 * Uploads a file to a presigned URL, with a Content-Length. Transient failures are retried from the start of the
 * file, according to the client's retry options.
 * @throws {ApiError} if the upload is refused, or the URL has expired and there is no fresh one
 * @throws {MetricsError} if the file cannot be read
 * @throws {CancelledError} if `signal` is aborted
 */
export async function uploadFile<Paths extends {} = ownPaths>(
  options: UploadFileOptions<Paths>,
): Promise<void> {
  const { client, name, file, renew, signal } = options;
  const { size } = await stat(file).catch((cause: Error) => {
    throw new MetricsError(`cannot read ${file}: ${cause.message}`, { cause });
  });
  const transport = transportOf(client);
  let target: UploadTarget = options;
  for (let renewals = 0; ; renewals++) {
    const answer = await transport.send({
      operation: "upload",
      kind: "download",
      method: "PUT",
      url: target.url,
      headers: { ...target.headers, "content-length": String(size) },
      // A file that grows meanwhile is sent with the announced length.
      body: () => createReadStream(file, size === 0 ? {} : { end: size - 1 }),
      signal,
    });
    if (answer.ok) return;
    if (renew === undefined || !isExpired(answer) || renewals >= maxRenewals) {
      throw refused(name, target.url, answer);
    }
    target = await renew();
  }
}

function refused(name: string, url: string, { status }: Answer): ApiError {
  return new ApiError(`${name}: the upload was refused (${status}): ${redactURL(url)}`, {
    operation: "upload",
    status,
    hint:
      status === 403
        ? "Compare this machine's clock with the platform's, and look for a proxy in between."
        : "Retry later. If the error persists, contact the platform's support.",
  });
}

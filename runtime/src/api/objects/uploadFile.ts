import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { ApiError, MetricsError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { CallOptions } from "../http/callPlatform.js";
import { type PlatformClient, transportOf } from "../http/PlatformClient.js";
import { redactURL } from "../http/redact.js";
import type { Answer } from "../http/transportRequest.js";
import { isExpired, maxRenewals } from "./renewals.js";

/** Where a file goes, as `createJobLog` answers it. */
export interface UploadTarget {
  /** Presigned address for one PUT. */
  url: string;
  /** Headers that the object store asks for. Default: none. */
  headers?: Readonly<Record<string, string>> | undefined;
}

export interface UploadFileOptions<Paths extends {} = ownPaths> extends CallOptions, UploadTarget {
  /** Whose proxies, retries and budget of requests hold. The address is asked without its token. */
  client: PlatformClient<Paths>;
  /** What the file is called in messages. */
  name: string;
  /** Path of the file. It is read piece by piece. */
  file: string;
  /** Gives a newer address for the same file, when `url` has expired. Without it, that is an error. */
  renew?: (() => Promise<UploadTarget>) | undefined;
}

/**
 * Sends a file to a presigned address, with its length said before. Transient failures are repeated as
 * the client's retries allow, from the start of the file.
 * @throws {ApiError} where it is refused, or its address has expired and there is no newer one
 * @throws {MetricsError} where the file cannot be read
 * @throws {CancelledError} where `signal` is aborted
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
      // A file that grows meanwhile is sent as long as was said.
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
        ? "Compare this machine's clock with the platform's, and look for a proxy between."
        : "Try again later; if it stays, tell the platform's support.",
  });
}

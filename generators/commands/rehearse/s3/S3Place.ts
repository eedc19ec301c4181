import { usageError } from "../../../io/CommandError.js";

/** A bucket, and a prefix of keys in it. */
export interface S3Place {
  readonly bucket: string;
  /** Ends with a slash unless it is empty, so that `folder` does not include `folder2`. */
  readonly prefix: string;
}

/** Whether a string is meant as an S3 URL, well-formed or not. */
export function isS3URL(text: string): boolean {
  return /^s3:\/\//i.test(text);
}

/**
 * Reads `s3://bucket/prefix`. The part after the bucket is not decoded.
 * @throws CommandError if the bucket is missing, or its name is not valid
 */
export function parseS3URL(url: string): S3Place {
  const [bucket = "", ...keys] = url.replace(/^s3:\/\//i, "").split("/");
  if (!/^[a-z0-9][a-z0-9._-]+$/i.test(bucket)) {
    const problem = bucket === "" ? "has no bucket" : `has no valid bucket name: ${bucket}`;
    throw usageError(`${url} ${problem}`, { hint: "Write s3://BUCKET/PREFIX." });
  }
  const prefix = keys.join("/").replace(/\/+$/, "");
  return { bucket, prefix: prefix === "" ? "" : `${prefix}/` };
}

/** The URL of a key or prefix, not encoded. */
export function s3URL(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}

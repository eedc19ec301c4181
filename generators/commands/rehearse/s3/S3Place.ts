import { usageError } from "../../../io/CommandError.js";

/** A bucket, and what the keys in it begin with. */
export interface S3Place {
  readonly bucket: string;
  /** Ends with a slash, unless it is empty: keys below a folder, and none of `folder2`. */
  readonly prefix: string;
}

/** Whether a string names something in S3, well-formed or not. */
export function isS3URL(text: string): boolean {
  return /^s3:\/\//i.test(text);
}

/**
 * Reads `s3://bucket/prefix`. What follows the bucket is taken as it is: nothing in it is decoded.
 * @throws CommandError where there is no bucket, or its name cannot be one
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

/** The URL of a key or prefix, as a person writes it. */
export function s3URL(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}

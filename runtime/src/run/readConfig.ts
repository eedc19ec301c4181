import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { ConfigError } from "../errors.js";
import { canonicalUUID, isUUID } from "../facts.js";

const uuid = v.pipe(
  v.string(),
  v.check((id: string) => isUUID(id), "is not a UUID"),
  v.transform((id) => canonicalUUID(id) ?? id),
);
const connection = {
  authToken: v.pipe(v.string(), v.nonEmpty("is empty")),
  apiURL: v.pipe(v.string(), v.check(isHttpURL, "is not an http or https URL")),
};
const batchSchema = v.object({
  ...connection,
  batchID: uuid,
  projectID: v.optional(uuid),
});
const reportSchema = v.object({
  ...connection,
  reportID: uuid,
  projectID: uuid,
});

/** Contents of batch_metrics_config.json. Without projectID, the project has to be searched for. */
export type BatchConfig = v.InferOutput<typeof batchSchema>;

/** Contents of report_config.json. */
export type ReportConfig = v.InferOutput<typeof reportSchema>;

/**
 * The bearer token in the environment: SIGNALFLAG_AUTH_TOKEN, else RESIM_AUTH_TOKEN, after the former
 * product name. An empty variable counts as unset.
 */
export function platformToken(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return env.SIGNALFLAG_AUTH_TOKEN || env.RESIM_AUTH_TOKEN || undefined;
}

/** Options of the two config readers. */
export interface ReadConfigOptions {
  /** Replaces authToken of the file, for runs outside the platform ({@link platformToken}). */
  authToken?: string | undefined;
}

/**
 * Reads and checks a batch config. Unknown fields are ignored.
 *
 * @throws {ConfigError} which names every missing or malformed field
 */
export async function readBatchConfig(
  path: string,
  options: ReadConfigOptions = {},
): Promise<BatchConfig> {
  return check(path, batchSchema, await readFields(path, options));
}

/**
 * Reads and checks a report config. Unknown fields are ignored.
 *
 * @throws {ConfigError} which names every missing or malformed field
 */
export async function readReportConfig(
  path: string,
  options: ReadConfigOptions = {},
): Promise<ReportConfig> {
  return check(path, reportSchema, await readFields(path, options));
}

/**
 * Whether the config file in METRICS_CONFIG is for a batch or a report. Its ID decides, because the user
 * chooses the file name.
 *
 * @throws {ConfigError} if it has both IDs, or neither
 */
export async function configModeOf(path: string): Promise<"batch" | "report"> {
  const fields = await readFields(path, {});
  const hasBatch = "batchID" in fields;
  const hasReport = "reportID" in fields;
  if (hasBatch === hasReport) {
    throw new ConfigError(
      `${path} ${hasBatch ? "has both batchID and reportID" : "has neither batchID nor reportID"}, so the mode of this run is unknown`,
      { hint: "Give it a batchID for batch metrics, or a reportID for report metrics." },
    );
  }
  return hasBatch ? "batch" : "report";
}

async function readFields(
  path: string,
  { authToken }: ReadConfigOptions,
): Promise<Record<string, unknown>> {
  const fields = parse(path, await readText(path));
  return authToken === undefined || authToken === "" ? fields : { ...fields, authToken };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new ConfigError(`cannot read the config file ${path}: ${code}`, { cause: error });
  }
}

/** Omits the parser's message: it quotes the text, which contains a token. */
function parse(path: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new ConfigError(
      text.trim() === "" ? `${path} is empty, not valid JSON` : `${path} is not valid JSON`,
      { hint: "The platform writes this file. Check that it was copied completely." },
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigError(`${path} must be a JSON object, got ${jsonKindOf(value)}`);
  }
  return { ...value };
}

function check<T>(path: string, schema: v.GenericSchema<unknown, T>, fields: unknown): T {
  const result = v.safeParse(schema, fields);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => {
    const field = v.getDotPath(issue) ?? "?";
    if (issue.input === undefined) return `${field} is missing`;
    if (issue.type === "string") return `${field} must be a string, got ${jsonKindOf(issue.input)}`;
    const shown = field === "authToken" ? "" : ` ${JSON.stringify(issue.input)}`;
    return `${field}${shown} ${issue.message}`;
  });
  const needsToken = problems.some((problem) => problem.startsWith("authToken"));
  throw new ConfigError(
    `${path}: ${problems.join("; ")}`,
    needsToken
      ? {
          hint: "Outside the platform, set SIGNALFLAG_AUTH_TOKEN or RESIM_AUTH_TOKEN to a token of the platform.",
        }
      : {},
  );
}

function jsonKindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function isHttpURL(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && username === "" && password === "";
}

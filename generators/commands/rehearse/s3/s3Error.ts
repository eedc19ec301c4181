import type { S3Client } from "@aws-sdk/client-s3";
import { CommandError } from "../../../io/CommandError.js";
import { withoutCredentials } from "../../../io/withoutCredentials.js";

/** The fields used here that the SDK adds to errors. */
interface SDKError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** The source of credentials, by the first of the SDK's marks that matches. */
const sources: readonly (readonly [mark: RegExp, words: string])[] = [
  [/ENV_VARS_STS|^CREDENTIALS_STS_ASSUME_ROLE_WEB_ID/, "the role in AWS_ROLE_ARN"],
  [/ENV_VARS/, "AWS_ACCESS_KEY_ID in the environment"],
  [/HTTP/, "the role of this container"],
  [/IMDS/, "the role of this machine"],
  [/PROFILE|SSO|PROCESS|LOGIN/, "the profile"],
];

/** Refusals that are not about permissions. */
const wrongKeys: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: "The server does not know this access key.",
  SignatureDoesNotMatch: "The secret access key does not belong to this access key.",
  ExpiredToken: "The credentials have expired: log in again.",
  InvalidToken: "The session token is not valid: log in again.",
  RequestTimeTooSkewed: "The clock of this machine is wrong.",
};

/**
 * Explains why a request to S3 failed. Names the source of the credentials, never the credentials.
 *
 * @param url the requested bucket, prefix or object
 */
export async function s3Error(
  thrown: unknown,
  url: string,
  client: S3Client,
): Promise<CommandError> {
  const error = thrown as SDKError;
  const { name, $metadata, $response } = error;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  const attempts = $metadata?.attempts ?? 1;
  const told = (message: string, hint: string) =>
    new CommandError(`${url}: ${message}`, { hint, cause: thrown });

  if (name === "CredentialsProviderError" || name === "TokenProviderError") {
    return told(`there are no AWS credentials${reasonOf(error)}`, howToLogIn);
  }
  if (/^Region is missing/.test(error.message)) {
    return told("there is no AWS region", "Set AWS_REGION, or a region in your AWS profile.");
  }
  if (name === "NoSuchBucket") {
    return told("the bucket does not exist", "Check its name, AWS_REGION and AWS_ENDPOINT_URL_S3.");
  }
  if (name === "NoSuchKey" || name === "NotFound") {
    return told("the object no longer exists", "It was deleted after it was listed.");
  }
  if (name === "PreconditionFailed" || status === 412) {
    return told("the object was replaced after it was listed", "Run the command again.");
  }
  const wrongKey = wrongKeys[name];
  if (wrongKey !== undefined || status === 401 || status === 403) {
    const source = await sourceOf(client);
    return told(
      `access denied (${name}) with the credentials of ${source}`,
      wrongKey ??
        "They need s3:ListBucket for the bucket, s3:GetObject for its objects, and s3:PutObject for results.",
    );
  }
  if (status !== undefined && $response !== undefined && !("Code" in error)) {
    return told(
      `the server's response is not an S3 response (status ${status})`,
      "Check AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL.",
    );
  }
  if (status === 503 || status === 429) {
    return told(
      `the server asked ${attempts} times to slow down (${name})`,
      "Run fewer shards, lower --parallel, or raise AWS_MAX_ATTEMPTS.",
    );
  }
  if (status !== undefined) {
    return told(`${name} (status ${status})${reasonOf(error)}`, `It failed ${times(attempts)}.`);
  }
  const reason = withoutCredentials(error.message || error.code || name);
  return told(
    `the server cannot be reached: ${reason}`,
    "Check the network, HTTPS_PROXY and AWS_ENDPOINT_URL_S3.",
  );
}

const howToLogIn =
  "Set AWS_PROFILE, log in (aws sso login), set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run on a machine with a role.";

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** Such an error contains the command line of a credential_process, which may hold a secret. */
function reasonOf({ message }: SDKError): string {
  const [line = ""] = withoutCredentials(message).split("\n");
  return line === "" || /^Command failed/.test(line) ? "" : `: ${line}`;
}

async function sourceOf(client: S3Client): Promise<string> {
  const identity = await client.config.credentials().catch(() => undefined);
  const marks = Object.keys((identity as { $source?: object } | undefined)?.$source ?? {});
  const found = sources.find(([mark]) => marks.some((one) => mark.test(one)))?.[1];
  const { AWS_PROFILE: profile = "default" } = process.env;
  if (found === "the profile") return `the profile ${profile}`;
  return found ?? "an unknown source";
}

/**
 * An address as it may be shown: without user, password, query string and fragment, which is where
 * presigned URLs keep their signature.
 */
export function redactURL(url: string): string {
  if (!URL.canParse(url)) return "(not a URL)";
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** An address that cannot be parsed, as it may be shown: what could be user, password or signature is left out. */
export function redactAddress(text: string): string {
  const [start = ""] = text.split(/[?#]/);
  const at = start.lastIndexOf("@");
  if (at < 0) return start;
  const scheme = /^[a-z][a-z0-9+.-]*:\/*/i.exec(start)?.[0] ?? "";
  const isScheme = scheme.length < at && !/^[^/]*:[^/]*@/.test(start);
  return `${isScheme ? scheme : ""}(removed)${start.slice(at)}`;
}

const query = /([a-z][a-z0-9+.-]*:\/\/[^\s"'<>?#]*)[?#][^\s"'<>]*/gi;
const bearer = /\bbearer\s+[^\s"',;]+/gi;
const userInfo = /([a-z][a-z0-9+.-]*:\/\/)[^\s/"'<>@]+@/gi;

/** `text` without query strings of URLs, bearer tokens, and each of the given secrets. */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let clean = text.replace(query, "$1").replace(userInfo, "$1").replace(bearer, "Bearer (removed)");
  for (const secret of secrets) {
    if (secret.length >= 4) clean = clean.replaceAll(secret, "(removed)");
  }
  return clean;
}

/**
 * A stand-in for an error from below, to be kept as a cause: its name, code and cleaned message.
 * The original may carry the request, and with it token and presigned URL.
 */
export function redactedCause(error: unknown, secrets: readonly string[] = []): Error {
  const clean = new Error(redactText(messageOf(error), secrets));
  clean.name = error instanceof Error ? error.name : "Error";
  const code = codeOf(error);
  if (code !== undefined) Object.assign(clean, { code });
  delete clean.stack;
  return clean;
}

/** The message of whatever was thrown; of its parts where it only gathers others. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") {
    return error.errors.map(messageOf).join("; ");
  }
  return error instanceof Error ? error.message : String(error);
}

/** Node's and undici's code of an error (ECONNRESET, UND_ERR_BODY_TIMEOUT), its cause's failing that. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

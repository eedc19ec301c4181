/**
 * A URL that is safe to show: without user, password, query string and fragment, which may contain the signature
 * of a presigned URL.
 */
export function redactURL(url: string): string {
  if (!URL.canParse(url)) return "(not a URL)";
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** An invalid URL that is safe to show: without anything that could be user, password or signature. */
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
 * A replacement for a low-level error, to use as a cause: its name, code and redacted message. The original may
 * contain the request, with token and presigned URL.
 */
export function redactedCause(error: unknown, secrets: readonly string[] = []): Error {
  const clean = new Error(redactText(messageOf(error), secrets));
  clean.name = error instanceof Error ? error.name : "Error";
  const code = codeOf(error);
  if (code !== undefined) Object.assign(clean, { code });
  delete clean.stack;
  return clean;
}

/** The message of a thrown value; for an aggregate error, those of its parts. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") {
    return error.errors.map(messageOf).join("; ");
  }
  return error instanceof Error ? error.message : String(error);
}

/** The code of an error from Node or undici (ECONNRESET, UND_ERR_BODY_TIMEOUT), or else of its cause. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

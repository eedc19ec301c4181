import { MetricsError } from "../../errors.js";
import { type AnswerHead, BadAnswer, contentLength, headerOf, TooLarge } from "./exchange.js";
import { codeOf, messageOf } from "./redact.js";
import { usualAttempts } from "./retry.js";

/** A body that came whole, as far as HTTP can tell, and still makes no sense: worth another try. */
export class UnreadableBody extends MetricsError {
  override readonly name: string = "UnreadableBody";
  /** Tries that it is worth: fewer where it can hardly have been cut short on the way. */
  readonly tries: number;

  constructor(message: string, head?: AnswerHead, hint?: string) {
    super(message, hint === undefined ? {} : { hint });
    this.tries = head === undefined || isVouchedFor(head) ? 5 : usualAttempts;
  }
}

/** Whether HTTP told where an answer ends. Without that, a lost connection looks like the end. */
function isVouchedFor(head: AnswerHead): boolean {
  return contentLength(head) !== undefined || headerOf(head, "transfer-encoding") !== undefined;
}

/** Codes of hosts that cannot be reached at all. */
const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

export function isUnreachable(error: unknown): boolean {
  return unreachable.has(codeOf(error) ?? "");
}

const tls =
  /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERROR_IN_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|EPROTO$)/;

/** What is wrong with a host's certificate or its TLS, in words; undefined where that is not the fault. */
export function faultOfTLS(error: unknown): string | undefined {
  const code = tlsCodeOf(error);
  switch (code) {
    case undefined:
      return undefined;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "its certificate is for another name";
    case "CERT_HAS_EXPIRED":
      return "its certificate has expired";
    case "CERT_NOT_YET_VALID":
      return "its certificate is not valid yet";
    case "CERT_REVOKED":
      return "its certificate was revoked";
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return "its certificate is signed by itself and not known here";
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "its certificate is signed by an authority that is not known here";
    case "EPROTO":
      return "it does not speak TLS as it should";
    default:
      return code.startsWith("ERR_SSL_")
        ? "it does not speak TLS as it should"
        : "its certificate is not accepted";
  }
}

/** The code of a TLS failure, wherever in the causes it stands. */
export function tlsCodeOf(error: unknown): string | undefined {
  for (
    let each = error, depth = 0;
    each instanceof Error && depth < 5;
    each = each.cause, depth++
  ) {
    if ("code" in each && typeof each.code === "string" && tls.test(each.code)) return each.code;
  }
  return undefined;
}

/** Status with which a proxy refused to open a tunnel. undici says it in its message alone. */
export function refusalOfProxy(error: unknown): number | undefined {
  const status = /^Proxy response \((\d+)\) !== 200/.exec(messageOf(error))?.[1];
  return status === undefined ? undefined : Number(status);
}

/** What to do about a request that failed for good. */
export function hintOf(error: unknown, url: URL, isApi: boolean): string {
  if (error instanceof UnreadableBody) {
    return (
      error.hint ??
      "Something between here and the platform cuts answers short or changes them; try again later."
    );
  }
  if (error instanceof TooLarge) {
    return "If answers of that size are right, raise the client's maxAnswerBytes or maxObjectBytes.";
  }
  if (error instanceof BadAnswer)
    return "Look for a proxy between here and the platform; try again later.";
  const whose = isApi ? "the API's URL" : "the platform's links";
  switch (codeOf(error)) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `Check the name ${url.hostname} in ${whose}, and this machine's network. HTTPS_PROXY names a proxy.`;
    case "ECONNREFUSED":
      return isApi
        ? `Nothing listens at ${url.host}; check the API's URL.`
        : `Nothing listens at ${url.host}, which is where the platform keeps its files; check that this machine may reach it.`;
    case "UND_ERR_CONNECT_TIMEOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `Check that this machine may reach ${url.host}: by a firewall's rules, or a proxy that HTTPS_PROXY names.`;
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
      return "The platform did not answer in time; try again later, or raise the client's timeout.";
    default:
      return "Check this machine's network and try again later.";
  }
}

/** What to do about a certificate that is not accepted. */
export function hintForTLS(code: string | undefined): string {
  switch (code) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "Check the host's name, and look for a proxy that answers in its place. (NODE_EXTRA_CA_CERTS adds authorities; it does not excuse a wrong name.)";
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return "Check this machine's clock. Whoever runs the host renews its certificate; a company's own authority is named by NODE_EXTRA_CA_CERTS=FILE.pem.";
    default:
      return "If a proxy of your company signs certificates, name the file of its authority before Node starts: NODE_EXTRA_CA_CERTS=FILE.pem.";
  }
}

/** A proxy answered in the place of the host. */
export class RefusedByProxy extends Error {
  constructor(readonly status: number) {
    super(`the proxy answered ${status}`);
  }
}

export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

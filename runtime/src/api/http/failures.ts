import { MetricsError } from "../../errors.js";
import { type AnswerHead, BadAnswer, contentLength, headerOf, TooLarge } from "./exchange.js";
import { codeOf, messageOf } from "./redact.js";
import { usualAttempts } from "./retry.js";

/** A body that is complete according to HTTP, but invalid: worth a retry. */
export class UnreadableBody extends MetricsError {
  override readonly name: string = "UnreadableBody";
  /** Number of attempts: fewer if it is unlikely that it was truncated in transit. */
  readonly tries: number;

  constructor(message: string, head?: AnswerHead, hint?: string) {
    super(message, hint === undefined ? {} : { hint });
    this.tries = head === undefined || isVouchedFor(head) ? 5 : usualAttempts;
  }
}

/** Whether HTTP states where a response ends. If not, a lost connection looks like the end. */
function isVouchedFor(head: AnswerHead): boolean {
  return contentLength(head) !== undefined || headerOf(head, "transfer-encoding") !== undefined;
}

/** Error codes of unreachable hosts. */
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

/** Describes what is wrong with the certificate or TLS of a host; undefined if that is not the problem. */
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
      return "its certificate is self-signed and not trusted";
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "its certificate is signed by an unknown authority";
    case "EPROTO":
      return "its TLS handshake is invalid";
    default:
      return code.startsWith("ERR_SSL_")
        ? "its TLS handshake is invalid"
        : "its certificate is not accepted";
  }
}

/** The code of a TLS failure, from anywhere in the chain of causes. */
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

/** Status with which a proxy refused to open a tunnel. undici reports it only in its message. */
export function refusalOfProxy(error: unknown): number | undefined {
  const status = /^Proxy response \((\d+)\) !== 200/.exec(messageOf(error))?.[1];
  return status === undefined ? undefined : Number(status);
}

/** What to do about a request that failed for good. */
export function hintOf(error: unknown, url: URL, isApi: boolean): string {
  if (error instanceof UnreadableBody) {
    return (
      error.hint ??
      "Something in between truncates or changes responses. Look for a proxy, and retry later."
    );
  }
  if (error instanceof TooLarge) {
    return "If responses of that size are correct, raise the client's maxAnswerBytes or maxObjectBytes.";
  }
  if (error instanceof BadAnswer) return "Look for a proxy in between, and retry later.";
  const whose = isApi ? "the API's URL" : "the platform's presigned URLs";
  switch (codeOf(error)) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `Check the name ${url.hostname} in ${whose}, and the network of this machine. Use HTTPS_PROXY to set a proxy.`;
    case "ECONNREFUSED":
      return isApi
        ? `No server listens at ${url.host}: check the API's URL.`
        : `No server listens at ${url.host}, where the platform stores its files. Check that this machine may reach it.`;
    case "UND_ERR_CONNECT_TIMEOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `Check that this machine may reach ${url.host}: look at firewall rules, or set a proxy with HTTPS_PROXY.`;
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
      return "The platform did not respond in time. Retry later, or raise the client's timeout.";
    default:
      return "Check the network of this machine, and retry later.";
  }
}

/** How to fix a certificate that is not accepted. */
export function hintForTLS(code: string | undefined): string {
  switch (code) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "Check the host name, and look for a proxy that responds instead of the host. (NODE_EXTRA_CA_CERTS adds authorities, but does not help with a wrong name.)";
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return "Check this machine's clock. The operator of the host must renew its certificate. For your company's own authority, set NODE_EXTRA_CA_CERTS=FILE.pem.";
    default:
      return "If a proxy of your company signs certificates, set its authority's file before Node starts: NODE_EXTRA_CA_CERTS=FILE.pem.";
  }
}

/** A proxy responded instead of the host. */
export class RefusedByProxy extends Error {
  constructor(readonly status: number) {
    super(`the proxy returned ${status}`);
  }
}

export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

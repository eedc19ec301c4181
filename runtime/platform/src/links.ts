import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** The object of a presigned URL. */
export type LinkTarget =
  | { kind: "metrics" | "data"; run: string; id: string }
  | { kind: "uploads"; run: string; id: string }
  | { kind: "files" | "logs"; run: string; path: string };

/** The result of a request for a presigned URL. */
export type LinkVerdict = { target: LinkTarget } | { refused: string };

/** Creates and checks presigned URLs. */
export class Links {
  /** Origin of the downloads, for example `http://127.0.0.1:40123`. */
  origin = "";
  /** Lifetime of a new URL in seconds. */
  lifetime: number;
  readonly #secret = randomBytes(32);
  readonly #now: () => Date;
  #generation = 0;

  constructor(lifetime: number, now: () => Date) {
    this.lifetime = lifetime;
    this.#now = now;
  }

  /** Refuses all URLs that were created so far. */
  expireAll(): void {
    this.#generation += 1;
  }

  /** A link that needs no token; with `expired` it is refused at once. */
  create(target: LinkTarget, options: { expired?: boolean } = {}): string {
    const rest = "path" in target ? encodePath(target.path) : encodeURIComponent(target.id);
    const path = `/${target.run}/${target.kind}/${rest}`;
    const seconds = options.expired === true ? -1 : this.lifetime;
    const expires = Math.floor(this.#now().getTime() + seconds * 1000);
    const issue = `${this.#generation}`;
    const signature = this.#sign(path, issue, `${expires}`);
    return `${this.origin}${path}?Issue=${issue}&Expires=${expires}&Signature=${signature}`;
  }

  /** Reads a link's path and query. */
  check(path: string, query: URLSearchParams): LinkVerdict {
    const issue = query.get("Issue") ?? "";
    const expires = query.get("Expires") ?? "";
    const signature = Buffer.from(query.get("Signature") ?? "");
    const expected = Buffer.from(this.#sign(path, issue, expires));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      return { refused: "The signature does not match" };
    }
    if (Number(expires) <= this.#now().getTime() || Number(issue) !== this.#generation) {
      return { refused: "The link has expired" };
    }
    const [run = "", kind = "", ...rest] = path.slice(1).split("/").map(decodeURIComponent);
    if (kind === "files" || kind === "logs") return { target: { kind, run, path: rest.join("/") } };
    if (kind === "metrics" || kind === "data" || kind === "uploads") {
      return { target: { kind, run, id: rest.join("/") } };
    }
    return { refused: "The link has no object" };
  }

  #sign(path: string, issue: string, expires: string): string {
    const text = `${path}\n${issue}\n${expires}`;
    return createHmac("sha256", this.#secret).update(text).digest("base64url");
  }
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

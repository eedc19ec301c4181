import type { Client } from "openapi-fetch";
import { ConfigError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { QueryStyles } from "./serializeQuery.js";
import type { Transport } from "./transport.js";

/**
 * A typed client of the platform: `client.GET("/projects/{projectID}", { params })` and its like,
 * over the paths that were generated from an API description. Made by {@link createPlatformClient}.
 *
 * Middleware of `client.use()` sees every API call, those of the helpers included, and no download.
 */
export interface PlatformClient<Paths extends {} = ownPaths> extends Client<Paths> {}

/** What lies beneath a client, shared by all that is read through it. */
export interface ClientParts {
  readonly transport: Transport;
  readonly queryStyles: QueryStyles;
  /** Whether `client.use()` was called: helpers then send through the client itself. */
  readonly hasMiddleware: boolean;
}

const parts = new WeakMap<object, ClientParts>();

export function rememberParts(client: object, partsOfClient: ClientParts): void {
  parts.set(client, partsOfClient);
}

export function partsOf(client: object): ClientParts {
  const known = parts.get(client);
  if (known) return known;
  throw new ConfigError("The client was not made by createPlatformClient.", {
    hint: "Make it with createPlatformClient({ apiURL, authToken }).",
  });
}

export function transportOf(client: object): Transport {
  return partsOf(client).transport;
}

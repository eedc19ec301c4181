import type { Client } from "openapi-fetch";
import { ConfigError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { QueryStyles } from "./serializeQuery.js";
import type { Transport } from "./transport.js";

/**
 * A typed client of the platform: `client.GET("/projects/{projectID}", { params })` and so on, for the paths
 * generated from an API description. Created by {@link createPlatformClient}.
 *
 * Middleware of `client.use()` sees every API call, including those of the helpers, but no downloads.
 */
export interface PlatformClient<Paths extends {} = ownPaths> extends Client<Paths> {}

/** The transport of a client, shared by everything that is read through it. */
export interface ClientParts {
  readonly transport: Transport;
  readonly queryStyles: QueryStyles;
  /** Whether `client.use()` was called: helpers then send through the client. */
  readonly hasMiddleware: boolean;
}

const parts = new WeakMap<object, ClientParts>();

export function rememberParts(client: object, partsOfClient: ClientParts): void {
  parts.set(client, partsOfClient);
}

export function partsOf(client: object): ClientParts {
  const known = parts.get(client);
  if (known) return known;
  throw new ConfigError("The client was not created by createPlatformClient.", {
    hint: "Create it with createPlatformClient({ apiURL, authToken }).",
  });
}

export function transportOf(client: object): Transport {
  return partsOf(client).transport;
}

import type { Client } from "openapi-fetch";
import { ConfigError } from "../errors.js";
import type { paths as ownPaths } from "../generated/api/paths.js";
import type { Transport } from "./transport.js";

/**
 * A typed client of the platform: `client.GET("/projects/{projectID}", { params })` and its like,
 * over the paths that were generated from an API description. Made by {@link createPlatformClient}.
 */
export interface PlatformClient<Paths extends {} = ownPaths> extends Client<Paths> {}

const transports = new WeakMap<object, Transport>();

export function rememberTransport(client: object, transport: Transport): void {
  transports.set(client, transport);
}

/** The transport beneath a client, shared by all that is read through it. */
export function transportOf(client: object): Transport {
  const transport = transports.get(client);
  if (!transport) {
    throw new ConfigError("The client was not made by createPlatformClient.", {
      hint: "Make it with createPlatformClient({ apiURL, authToken }).",
    });
  }
  return transport;
}

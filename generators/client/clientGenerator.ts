import type { MemoryGenerator } from "../plop/runGenerator.js";
import { type ClientOptions, renderClient } from "./renderClient.js";

/** The plop generator of the API client's types, from an OpenAPI description. */
export const clientGenerator: MemoryGenerator<ClientOptions> = {
  name: "client",
  description: "types of the platform's API, and the format of its query parameters",
  async render(options, files) {
    for (const [path, content] of await renderClient(options)) {
      files.set(path, content);
    }
  },
};

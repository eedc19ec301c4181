import type { MemoryGenerator } from "../plop/runGenerator.js";
import { type BindingsOptions, renderBindings } from "./renderBindings.js";

/** The plop generator of protobuf bindings, from a folder of .proto files. */
export const bindingsGenerator: MemoryGenerator<BindingsOptions> = {
  name: "bindings",
  description: "types of the wire format, and codecs for a project's own messages",
  async render(options, files) {
    for (const [path, content] of await renderBindings(options)) {
      files.set(path, content);
    }
  },
};

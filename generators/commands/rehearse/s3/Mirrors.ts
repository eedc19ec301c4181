import type { World } from "../../../cli/command.js";

/** Prefixes in S3 as temporary folders that are removed together. */
export class Mirrors implements AsyncDisposable {
  readonly #opened: AsyncDisposable[] = [];

  /**
   * Downloads everything below a prefix.
   * @returns the folder, absolute
   * @throws CommandError if it cannot be downloaded
   */
  async download(world: World, url: string): Promise<string> {
    const { MirroredPrefix } = await import("./MirroredPrefix.js");
    const mirror = await MirroredPrefix.open(world, url);
    this.#opened.push(mirror);
    await mirror.download();
    return mirror.path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const mirror of this.#opened) await mirror[Symbol.asyncDispose]();
  }
}

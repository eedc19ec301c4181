import { readdir, stat } from "node:fs/promises";
import type { World } from "../../../cli/command.js";
import { inParallel } from "../../../io/inParallel.js";
import { insidePath } from "../../../io/insidePath.js";
import { makeTemporaryFolder, type TemporaryFolder } from "../../../io/makeTemporaryFolder.js";
import { downloadRemote } from "../remote/downloadRemote.js";
import { S3Archive } from "./S3Archive.js";
import { parseS3URL, type S3Place } from "./S3Place.js";

/** Maximum number of parallel transfers. */
const atOnce = 16;

/** A prefix in S3 as a temporary folder on this machine, which is removed on disposal. */
export class MirroredPrefix implements AsyncDisposable {
  /** The folder, absolute. */
  readonly path: string;
  readonly #archive: S3Archive;
  readonly #place: S3Place;
  readonly #folder: TemporaryFolder;
  readonly #signal: AbortSignal;

  private constructor(
    archive: S3Archive,
    place: S3Place,
    folder: TemporaryFolder,
    signal: AbortSignal,
  ) {
    this.path = folder.path;
    this.#archive = archive;
    this.#place = place;
    this.#folder = folder;
    this.#signal = signal;
  }

  /**
   * Creates the folder, empty.
   * @throws CommandError if the URL is not valid, or the AWS SDK cannot be fetched
   */
  static async open(world: World, url: string): Promise<MirroredPrefix> {
    const place = parseS3URL(url);
    const archive = await S3Archive.open(world);
    return new MirroredPrefix(archive, place, await makeTemporaryFolder(), world.signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }

  /**
   * Downloads the objects, to the same paths.
   *
   * @param within the only folder below the prefix that is downloaded. Default: all of them
   * @throws CommandError if something cannot be downloaded
   */
  async download(within?: string): Promise<void> {
    const { bucket, prefix } = this.#place;
    const below = within === undefined ? prefix : `${prefix}${within}/`;
    const objects = await this.#archive.list({ bucket, prefix: below }, this.#signal);
    await inParallel(objects, atOnce, async (object) => {
      const target = { folder: this.path, path: object.key.slice(prefix.length) };
      if (target.path !== "") {
        await downloadRemote(this.#archive.file(object), target, this.#signal);
      }
    });
  }

  /**
   * Uploads a file, or all files below a folder. Files named `last` are uploaded after all others.
   *
   * @param path relative to the mirror, with slashes
   * @throws CommandError if the server refuses
   */
  async upload(path: string, last: string): Promise<void> {
    const files = await this.#filesBelow(path);
    const [index, others] = [
      files.filter(isNamed(last)),
      files.filter((one) => !isNamed(last)(one)),
    ];
    for (const group of [others, index]) {
      await inParallel(group, atOnce, async (file) => {
        const key = `${this.#place.prefix}${file}`;
        await this.#archive.write(
          this.#place.bucket,
          key,
          insidePath(this.path, file),
          this.#signal,
        );
      });
    }
  }

  /** Skips links: their targets were not written here. */
  async #filesBelow(path: string): Promise<string[]> {
    const absolute = insidePath(this.path, path);
    if ((await stat(absolute)).isFile()) return [path];
    const files: string[] = [];
    for (const entry of await readdir(absolute, { withFileTypes: true })) {
      const inside = `${path}/${entry.name}`;
      if (entry.isDirectory()) files.push(...(await this.#filesBelow(inside)));
      else if (entry.isFile()) files.push(inside);
    }
    return files;
  }
}

function isNamed(name: string): (path: string) => boolean {
  return (path) => path.split("/").at(-1) === name;
}

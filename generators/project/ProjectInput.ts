import type { Answers } from "./answers.js";

/** A package of ours as a project refers to it. */
export interface LinkedPackage {
  /** What package.json says: `file:vendor/NAME.tgz` or a version range. */
  readonly specifier: string;
  /** Where the tarball is to stand in the project, and its bytes; none with version ranges. */
  readonly tarball?: { readonly path: string; readonly bytes: Uint8Array };
}

/** What a project is rendered from. */
export interface ProjectInput {
  readonly answers: Answers;
  /** The version of create-metrics-project that renders. */
  readonly version: string;
  readonly runtime: LinkedPackage;
  readonly platform: LinkedPackage;
  readonly cli: LinkedPackage;
}

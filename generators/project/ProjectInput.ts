import type { Answers } from "./answers.js";

/** A project's dependency on one of our packages. */
export interface LinkedPackage {
  /** The value in package.json: `file:vendor/NAME.tgz` or a version range. */
  readonly specifier: string;
  /** The tarball's path in the project, and its bytes; none with version ranges. */
  readonly tarball?: { readonly path: string; readonly bytes: Uint8Array };
}

/** The inputs for rendering a project. */
export interface ProjectInput {
  readonly answers: Answers;
  /** The version of create-metrics-project that renders. */
  readonly version: string;
  readonly runtime: LinkedPackage;
  readonly platform: LinkedPackage;
  readonly cli: LinkedPackage;
}

/** Variables by name, as process.env has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The kind of a program, which determines its access to secrets. A package manager connects to
 * registries and runs the user's scripts. Git, docker and apptainer have their own variables. Other
 * programs need none.
 */
export type ProgramKind = "package-manager" | "git" | "docker" | "apptainer" | "other";

/** The platform's credentials. No child process connects to the platform. */
const ofThePlatform = /^(SIGNALFLAG_.*|RESIM_.*|METRICS_CONFIG)$/i;

/** By their names: tokens, passwords and keys of any service. XAUTHORITY is a path. */
const secret =
  /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|(^|_)(API|ACCESS|AUTH)_?KEY|(^|_)AUTH(_|$)/i;

const needed: Readonly<Record<ProgramKind, RegExp>> = {
  // An .npmrc may refer to any variable for the token of its registry.
  "package-manager": /./,
  git: /^(GIT|SSH)_/,
  docker: /^DOCKER_/,
  // Its logins for registries, under both of its names.
  apptainer: /^(APPTAINER|SINGULARITY)_/,
  other: /$^/,
};

/** The environment of a child process: everything except the secrets that it does not need. */
export function childEnvironment(env: Environment, kind: ProgramKind): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || ofThePlatform.test(name)) continue;
    if (!secret.test(name) || needed[kind].test(name)) seen[name] = value;
  }
  return seen;
}

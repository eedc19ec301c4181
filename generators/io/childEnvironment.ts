/** Variables by name, as process.env has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a program is, which decides what secrets it may see: a package manager asks registries and
 * runs scripts of the user's own, git, docker and apptainer have variables of their own, and all else needs none.
 */
export type ProgramKind = "package-manager" | "git" | "docker" | "apptainer" | "other";

/** What the platform is spoken to with. No child ever speaks to it in our name. */
const ofThePlatform = /^(SIGNALFLAG_.*|RESIM_.*|METRICS_CONFIG)$/i;

/** By their names: tokens, passwords and keys of any service. XAUTHORITY is a path. */
const secret =
  /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|(^|_)(API|ACCESS|AUTH)_?KEY|(^|_)AUTH(_|$)/i;

const needed: Readonly<Record<ProgramKind, RegExp>> = {
  // An .npmrc names whatever variable its company chose for its registry's token.
  "package-manager": /./,
  git: /^(GIT|SSH)_/,
  docker: /^DOCKER_/,
  // Its logins for registries, by either of its names.
  apptainer: /^(APPTAINER|SINGULARITY)_/,
  other: /$^/,
};

/** The environment that a child is given: everything but secrets that it has no need of. */
export function childEnvironment(env: Environment, kind: ProgramKind): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || ofThePlatform.test(name)) continue;
    if (!secret.test(name) || needed[kind].test(name)) seen[name] = value;
  }
  return seen;
}

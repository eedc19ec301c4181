import { canonicalUUID, type PlatformClient, paginate } from "@metrics-project/runtime";
import { CommandError } from "../../io/CommandError.js";

interface Lookup {
  client: PlatformClient;
  signal: AbortSignal;
}

/**
 * The ID of a project, given by ID or name.
 * @throws CommandError if no project, or more than one, has this name
 */
export async function findProjectID({ client, signal }: Lookup, given: string): Promise<string> {
  if (canonicalUUID(given) !== undefined) return given;
  const found = new Map<string, string>();
  for await (const project of paginate({
    client,
    path: "/projects",
    entries: "projects",
    signal,
  })) {
    found.set(project.projectID, project.name);
  }
  return only("project", given, found);
}

/** The same for a branch of a project. */
export async function findBranchID(
  { client, signal }: Lookup,
  projectID: string,
  given: string,
): Promise<string> {
  if (canonicalUUID(given) !== undefined) return given;
  const found = new Map<string, string>();
  for await (const branch of paginate({
    client,
    path: "/projects/{projectID}/branches",
    entries: "branches",
    params: { path: { projectID } },
    signal,
  })) {
    found.set(branch.branchID, branch.name);
  }
  return only("branch", given, found);
}

/** The same for a system of a project. */
export async function findSystemID(
  { client, signal }: Lookup,
  projectID: string,
  given: string,
): Promise<string> {
  if (canonicalUUID(given) !== undefined) return given;
  const found = new Map<string, string>();
  for await (const system of paginate({
    client,
    path: "/projects/{projectID}/systems",
    entries: "systems",
    params: { path: { projectID } },
    signal,
  })) {
    found.set(system.systemID, system.name);
  }
  return only("system", given, found);
}

function only(what: string, given: string, found: ReadonlyMap<string, string>): string {
  const matches = [...found].filter(([, name]) => name === given).map(([id]) => id);
  const [id] = matches;
  if (id !== undefined && matches.length === 1) return id;
  const names = [...new Set(found.values())].slice(0, 10).map((name) => JSON.stringify(name));
  throw new CommandError(
    id === undefined
      ? `the platform has no ${what} named ${JSON.stringify(given)}`
      : `${JSON.stringify(given)} is the ${what} name of ${matches.length} entries on the platform`,
    {
      hint:
        id === undefined
          ? `Available: ${names.join(", ") || "none that this token can see"}.`
          : `Use one of the IDs: ${matches.join(", ")}.`,
    },
  );
}

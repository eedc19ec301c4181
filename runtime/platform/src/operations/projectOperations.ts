import { randomUUID } from "node:crypto";
import type { StoredExperience } from "../entities.js";
import { localUser } from "../entityDefaults.js";
import { page } from "../page.js";
import { notFound, RequestError } from "../requestErrors.js";
import { search } from "../search.js";
import { holdsText, type OperationContext, type Operations, projectAt } from "./operation.js";

/** Projects and their parts: systems, builds, suites, experiences, sweeps. */
export function projectOperations(
  context: OperationContext,
): Operations<
  | "health"
  | "listProjects"
  | "getProject"
  | "listBranchesForProject"
  | "listSystems"
  | "listBuilds"
  | "getBuild"
  | "listMetricsBuilds"
  | "createMetricsBuild"
  | "getMetricsBuild"
  | "getTestSuite"
  | "listTestSuiteRevisions"
  | "getParameterSweep"
  | "listExperiences"
  | "getExperience"
  | "listExperienceTagsForExperience"
  | "listExperienceTags"
  | "listExperiencesWithExperienceTag"
> {
  const { state } = context;

  /** The entries of the project in the path. */
  function within<T extends { projectID?: string }>(
    all: readonly T[],
    path: { projectID: string },
  ): T[] {
    const { projectID } = projectAt(context, path);
    return all.filter((one) => one.projectID === projectID);
  }

  /** The entry of the project in the path. */
  function one<T extends { projectID?: string }>(
    entry: T | undefined,
    path: { projectID: string },
    what: string,
    id: string,
  ): T {
    const { projectID } = projectAt(context, path);
    if (entry?.projectID !== projectID) throw notFound(what, id);
    return entry;
  }

  function revisionsOf(path: { projectID: string; testSuiteID: string }) {
    const revisions = within(state.testSuites.all(), path)
      .filter((suite) => suite.testSuiteID === path.testSuiteID)
      .sort((a, b) => a.testSuiteRevision - b.testSuiteRevision);
    if (revisions.length === 0) throw notFound("test suite", path.testSuiteID);
    return revisions;
  }

  function tagAt(path: { projectID: string; experienceTagID: string }) {
    const id = path.experienceTagID;
    return one(state.experienceTags.get(id), path, "experience tag", id);
  }

  return {
    health: () => undefined,

    listProjects: ({ query }) => {
      const { items, nextPageToken } = page(state.projects.all(), query);
      return { projects: items, nextPageToken };
    },

    getProject: ({ path }) => projectAt(context, path),

    listBranchesForProject: ({ path, query }) => {
      const branches = within(state.branches.all(), path)
        .map((branch) => ({ ...oldBranch, ...branch }))
        .filter(
          (branch) =>
            holdsText(query.name, branch.name) &&
            (query.branchType === undefined || branch.branchType === query.branchType),
        );
      const { items, nextPageToken } = page(branches, query);
      return { branches: items, nextPageToken };
    },

    listSystems: ({ path, query }) => {
      const systems = within(state.systems.all(), path).filter((system) =>
        holdsText(query.name, system.name),
      );
      const { items, nextPageToken } = page(systems, query);
      return { systems: items, nextPageToken };
    },

    listBuilds: ({ path, query }) => {
      const found = search(within(state.builds.all(), path), query.search, {
        branch_id: (build) => build.branchID,
        system_id: (build) => build.systemID,
      }).filter((build) => holdsText(query.text, build.name, build.description));
      const { items, nextPageToken, total } = page(found, query);
      return { builds: items, nextPageToken, total };
    },

    getBuild: ({ path }) => one(state.builds.get(path.buildID), path, "build", path.buildID),

    listMetricsBuilds: ({ path, query }) => {
      const found = within(state.metricsBuilds.all(), path).filter((build) =>
        holdsText(query.text, build.name, build.version),
      );
      const { items, nextPageToken, total } = page(found, query);
      return { metricsBuilds: items, nextPageToken, total };
    },

    createMetricsBuild: async ({ path, body }) => {
      const existing = within(state.metricsBuilds.all(), path);
      if (existing.some((b) => b.name === body.name && b.version === body.version)) {
        throw new RequestError(
          409,
          `The metrics build ${body.name} ${body.version} already exists`,
        );
      }
      const project = projectAt(context, path);
      return await state.metricsBuilds.put({
        metricsBuildID: randomUUID(),
        projectID: project.projectID,
        ...body,
        creationTimestamp: context.now().toISOString(),
        userID: project.userID,
        orgID: project.orgID,
      });
    },

    getMetricsBuild: ({ path }) => {
      const id = path.metricsBuildID;
      return one(state.metricsBuilds.get(id), path, "metrics build", id);
    },

    getTestSuite: ({ path }) => {
      const latest = revisionsOf(path).at(-1);
      if (latest === undefined) throw notFound("test suite", path.testSuiteID);
      return latest;
    },

    listTestSuiteRevisions: ({ path, query }) => {
      const { items, nextPageToken } = page(revisionsOf(path), query);
      return { testSuites: items, nextPageToken };
    },

    getParameterSweep: ({ path }) =>
      one(state.sweeps.get(path.sweepID), path, "parameter sweep", path.sweepID),

    listExperiences: ({ path, query }) => {
      const tagNames = (experience: StoredExperience) =>
        experience.tagIDs.map((id) => state.experienceTags.get(id)?.name);
      const found = search(within(state.experiences.all(), path), query.search, {
        tag_id: (experience) => experience.tagIDs,
        test_suite_id: (experience) =>
          state.testSuites
            .all()
            .filter((suite) => suite.experiences.includes(experience.experienceID))
            .map((suite) => suite.testSuiteID),
        archived: (experience) => experience.archived,
        profile: (experience) => experience.profile,
      }).filter(
        (experience) =>
          experience.archived === (query.archived ?? false) &&
          holdsText(query.name, experience.name) &&
          holdsText(query.text, experience.name, experience.description, ...tagNames(experience)),
      );
      const { items, nextPageToken, total } = page(found, query);
      const shown = items.map(withoutTags);
      const experiences =
        query.includeCustomFields === true
          ? shown
          : shown.map((experience) => ({ ...experience, customFields: [] }));
      return { experiences, nextPageToken, total };
    },

    getExperience: ({ path }) => {
      const id = path.experienceID;
      return withoutTags(one(state.experiences.get(id), path, "experience", id));
    },

    listExperienceTagsForExperience: ({ path, query }) => {
      const id = path.experienceID;
      const { tagIDs } = one(state.experiences.get(id), path, "experience", id);
      const tags = within(state.experienceTags.all(), path).filter((tag) =>
        tagIDs.includes(tag.experienceTagID),
      );
      const { items, nextPageToken } = page(tags, query);
      return { experienceTags: items, nextPageToken };
    },

    listExperienceTags: ({ path, query }) => {
      const tags = within(state.experienceTags.all(), path).filter((tag) =>
        holdsText(query.name, tag.name),
      );
      // Tags have no rank here: they are in order of creation.
      const { orderBy, ...rest } = query;
      const { items, nextPageToken } = page(
        tags,
        orderBy === undefined || orderBy === "rank" ? rest : { ...rest, orderBy },
      );
      return { experienceTags: items, nextPageToken };
    },

    listExperiencesWithExperienceTag: ({ path, query }) => {
      const tag = tagAt(path);
      const tagged = within(state.experiences.all(), path).filter(
        (experience) =>
          experience.tagIDs.includes(tag.experienceTagID) &&
          (query.archived === undefined || experience.archived === query.archived),
      );
      const { items, nextPageToken, total } = page(tagged, query);
      return { experiences: items.map(withoutTags), nextPageToken, total };
    },
  };
}

/** Fields that branches lack in the state of an earlier version. */
const oldBranch = { ...localUser, branchType: "MAIN" } as const;

function withoutTags({ tagIDs: _, ...experience }: StoredExperience) {
  return experience;
}

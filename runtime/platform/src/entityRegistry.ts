import { randomUUID } from "node:crypto";
import { ConfigError } from "@metrics-project/runtime";
import type {
  Branch,
  Build,
  ExperienceTag,
  MetricsBuild,
  ParameterSweep,
  Project,
  StoredExperience,
  System,
  TestSuite,
} from "./entities.js";
import {
  type Common,
  localUser,
  newBranch,
  newBuild,
  newExperience,
  newExperienceTag,
  newMetricsBuild,
  newProject,
  newSystem,
  newTestSuite,
} from "./entityDefaults.js";
import type { PlatformState } from "./platformState.js";

/**
 * Adds the entities of a project. Omitted fields get sensible values. Entities belong to the first project by default;
 * one is created if there is none.
 */
export class EntityRegistry {
  protected readonly state: PlatformState;
  protected readonly now: () => Date;

  constructor(state: PlatformState, now: () => Date) {
    this.state = state;
    this.now = now;
  }

  addProject(fields: Partial<Project> = {}): Promise<Project> {
    return this.state.projects.put({ ...newProject(this.common(fields)), ...fields });
  }

  async addSystem(fields: Partial<System> = {}): Promise<System> {
    const { projectID } = await this.project(fields.projectID);
    return await this.state.systems.put({
      ...newSystem(this.common(fields), projectID),
      ...fields,
    });
  }

  async addBranch(fields: Partial<Branch> = {}): Promise<Branch> {
    const { projectID } = await this.project(fields.projectID);
    return await this.state.branches.put(this.#newBranch(fields, projectID));
  }

  async addBuild(fields: Partial<Build> = {}): Promise<Build> {
    const { projectID } = await this.project(fields.projectID);
    const systemID = fields.systemID ?? (await this.system(projectID)).systemID;
    const branchID = fields.branchID ?? (await this.branch(projectID)).branchID;
    const build = newBuild(this.common(fields), { projectID, branchID, systemID });
    return await this.state.builds.put({ ...build, ...fields });
  }

  async addMetricsBuild(fields: Partial<MetricsBuild> = {}): Promise<MetricsBuild> {
    const { projectID } = await this.project(fields.projectID);
    const build = newMetricsBuild(this.common(fields), projectID);
    return await this.state.metricsBuilds.put({ ...build, ...fields });
  }

  /** Adds a suite; with the ID of an existing one, its next revision. */
  async addTestSuite(fields: Partial<TestSuite> = {}): Promise<TestSuite> {
    const earlier = newestRevision(this.state.testSuites.all(), fields.testSuiteID);
    const { projectID } = await this.project(fields.projectID ?? earlier?.projectID);
    const systemID = fields.systemID ?? (await this.system(projectID)).systemID;
    const fresh = newTestSuite(this.common(fields), { projectID, systemID });
    const next =
      earlier === undefined
        ? fresh
        : { ...earlier, testSuiteRevision: earlier.testSuiteRevision + 1 };
    return await this.state.testSuites.put({ ...next, ...fields });
  }

  /** Adds an experience. `tags` are names of tags; missing tags are created. */
  async addExperience(
    fields: Partial<Omit<StoredExperience, "tagIDs">> & { tags?: readonly string[] } = {},
  ): Promise<StoredExperience> {
    const { tags = [], ...rest } = fields;
    const { projectID } = await this.project(fields.projectID);
    const experience = newExperience(this.common(fields), projectID, fields.name ?? "test");
    const tagIDs: string[] = [];
    for (const name of tags) tagIDs.push((await this.tag(projectID, name)).experienceTagID);
    return await this.state.experiences.put({ ...experience, ...rest, tagIDs });
  }

  /** Adds a parameter sweep over batches that exist. */
  async addParameterSweep(fields: Partial<ParameterSweep> = {}): Promise<ParameterSweep> {
    const { projectID } = await this.project(fields.projectID);
    const common = this.common(fields);
    return await this.state.sweeps.put({
      ...common,
      parameterSweepID: randomUUID(),
      projectID,
      name: "Local sweep",
      status: "SUCCEEDED",
      parameters: [],
      batches: [],
      lastUpdatedTimestamp: common.creationTimestamp,
      associatedAccount: "",
      ...fields,
    });
  }

  #newBranch(fields: Partial<Branch>, projectID: string): Branch {
    return { ...newBranch(this.common(fields), projectID), ...fields };
  }

  protected common(fields: { creationTimestamp?: string }): Common {
    const creationTimestamp = fields.creationTimestamp ?? this.now().toISOString();
    return { ...localUser, creationTimestamp };
  }

  /** The project with that ID, or the first project. */
  protected async project(projectID: string | undefined): Promise<Project> {
    if (projectID === undefined) return this.state.projects.all()[0] ?? (await this.addProject());
    const project = this.state.projects.get(projectID);
    if (project === undefined) throw unknownEntity("project", projectID);
    return project;
  }

  // Below, missing entities are looked up and created without an await in between, so that concurrent calls
  // find the same entity.

  protected async system(projectID: string): Promise<System> {
    const known = first(this.state.systems.all(), projectID);
    return known ?? (await this.state.systems.put(newSystem(this.common({}), projectID)));
  }

  protected async branch(projectID: string): Promise<Branch> {
    const known = first(this.state.branches.all(), projectID);
    return known ?? (await this.state.branches.put(this.#newBranch({}, projectID)));
  }

  protected async metricsBuild(projectID: string): Promise<MetricsBuild> {
    const known = first(this.state.metricsBuilds.all(), projectID);
    const fresh = () => newMetricsBuild(this.common({}), projectID);
    return known ?? (await this.state.metricsBuilds.put(fresh()));
  }

  /** The branch's newest build. */
  protected async build(ids: {
    projectID: string;
    branchID: string;
    systemID: string;
  }): Promise<Build> {
    const known = this.state.builds
      .all()
      .filter((build) => build.projectID === ids.projectID && build.branchID === ids.branchID);
    return known.at(-1) ?? (await this.state.builds.put(newBuild(this.common({}), ids)));
  }

  /** The newest revision of the suite with that ID, or of the project's first suite. */
  protected async testSuite(
    ids: { projectID: string; systemID: string },
    testSuiteID: string | undefined,
  ): Promise<TestSuite> {
    const own = this.state.testSuites.all().filter((suite) => suite.projectID === ids.projectID);
    const wanted = testSuiteID ?? own[0]?.testSuiteID;
    if (wanted === undefined) {
      return await this.state.testSuites.put(newTestSuite(this.common({}), ids));
    }
    const latest = newestRevision(own, wanted);
    if (latest === undefined) throw unknownEntity("test suite", wanted);
    return latest;
  }

  /** The experience with that ID, or the one with that name. */
  protected async experience(
    projectID: string,
    experienceID: string | undefined,
    name: string,
  ): Promise<StoredExperience> {
    if (experienceID !== undefined) {
      const experience = this.state.experiences.get(experienceID);
      if (experience === undefined) throw unknownEntity("experience", experienceID);
      return experience;
    }
    const named = this.state.experiences.find(
      (experience) => experience.name === name && experience.projectID === projectID,
    );
    const fresh = () => newExperience(this.common({}), projectID, name);
    return named ?? (await this.state.experiences.put(fresh()));
  }

  protected async tag(projectID: string, name: string): Promise<ExperienceTag> {
    const named = this.state.experienceTags
      .all()
      .find((tag) => tag.projectID === projectID && tag.name === name);
    const fresh = () => newExperienceTag(this.common({}), projectID, name);
    return named ?? (await this.state.experienceTags.put(fresh()));
  }
}

/** The error for an unknown ID. */
export function unknownEntity(what: string, id: string): ConfigError {
  return new ConfigError(`The local platform has no ${what} ${id}`, {
    hint: `Add it first, or omit the ID.`,
  });
}

function first<T extends { projectID: string }>(
  all: readonly T[],
  projectID: string,
): T | undefined {
  return all.find((one) => one.projectID === projectID);
}

function newestRevision(
  suites: readonly TestSuite[],
  testSuiteID: string | undefined,
): TestSuite | undefined {
  return suites
    .filter((suite) => suite.testSuiteID === testSuiteID)
    .reduce<TestSuite | undefined>(
      (newest, suite) =>
        suite.testSuiteRevision >= (newest?.testSuiteRevision ?? 0) ? suite : newest,
      undefined,
    );
}

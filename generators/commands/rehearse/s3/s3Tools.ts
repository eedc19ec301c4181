import type { World } from "../../../cli/command.js";
import { loadTool } from "../../../tools/loadTool.js";
import type { ToolSet } from "../../../tools/ToolSet.js";
import { toolFolder } from "../../../tools/toolFolder.js";

type SDK = typeof import("@aws-sdk/client-s3");
type Proxies = typeof import("proxy-agent");

/** What reading from S3 needs beyond this package. */
export interface S3Tools {
  readonly sdk: SDK;
  readonly ProxyAgent: Proxies["ProxyAgent"];
}

/** The AWS SDK and proxy-agent, at the versions that the lockfile in `tools` has. */
const s3Tools: ToolSet = {
  name: "the tools for S3",
  packages: "@aws-sdk/client-s3 and proxy-agent",
  size: "30 MB",
  shipped: "generators/commands/rehearse/s3/tools",
  async tryOut(folder) {
    const { sdk, ProxyAgent } = await toolsIn(folder);
    new sdk.S3Client({ region: "us-east-1" }).destroy();
    new ProxyAgent().destroy();
  },
};

/**
 * The tools, fetched first where they are missing. Says so before it fetches.
 * @throws CommandError where they can neither be found nor fetched
 */
export async function findS3Tools(
  world: Pick<World, "cwd" | "env" | "signal" | "stderr">,
): Promise<S3Tools> {
  return await toolsIn(await toolFolder(world, s3Tools));
}

async function toolsIn(folder: string): Promise<S3Tools> {
  // The SDK asks users of Node.js 20 to upgrade for its next versions. Its version is pinned here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const [sdk, { ProxyAgent }] = await Promise.all([
    loadTool<SDK>(folder, "@aws-sdk/client-s3/dist-cjs/index.js"),
    loadTool<Proxies>(folder, "proxy-agent/dist/index.js"),
  ]);
  return { sdk, ProxyAgent };
}

import type { World } from "../../../cli/command.js";
import { loadTool } from "../../../tools/loadTool.js";
import type { ToolSet } from "../../../tools/ToolSet.js";
import { toolFolder } from "../../../tools/toolFolder.js";

type SDK = typeof import("@aws-sdk/client-s3");
type Proxies = typeof import("proxy-agent");

/** Packages for S3, which this package does not depend on. */
export interface S3Tools {
  readonly sdk: SDK;
  readonly ProxyAgent: Proxies["ProxyAgent"];
}

/** The AWS SDK and proxy-agent, at the versions of the lockfile in `tools`. */
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
 * The tools. If they are missing, prints that and downloads them first.
 * @throws CommandError if they can neither be found nor downloaded
 */
export async function findS3Tools(
  world: Pick<World, "cwd" | "env" | "signal" | "stderr">,
): Promise<S3Tools> {
  return await toolsIn(await toolFolder(world, s3Tools));
}

async function toolsIn(folder: string): Promise<S3Tools> {
  // The SDK asks users of Node.js 20 to upgrade for its next versions, but its version is pinned here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const [sdk, { ProxyAgent }] = await Promise.all([
    loadTool<SDK>(folder, "@aws-sdk/client-s3/dist-cjs/index.js"),
    loadTool<Proxies>(folder, "proxy-agent/dist/index.js"),
  ]);
  return { sdk, ProxyAgent };
}

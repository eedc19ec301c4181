const manifest = require("../package.json");

// These files, copied to dist as they are, keep to a syntax that Node 12 reads: only a program that can
// be read can say what it needs.

/** Whether this Node is as new as package.json wants it; where it is not, says so in one line and fails. */
module.exports = function checkNode() {
  const needed = manifest.engines.node.replace(">=", "");
  const [major, minor] = needed.split(".").map(Number);
  const [foundMajor, foundMinor] = process.versions.node.split(".").map(Number);
  if (foundMajor > major || (foundMajor === major && foundMinor >= minor)) return true;
  const found = process.versions.node;
  process.stderr.write(
    `error: ${manifest.name} needs Node.js ${needed} or newer, got ${found}: install a newer one from https://nodejs.org\n`,
  );
  process.exitCode = 1;
  return false;
};

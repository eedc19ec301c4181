#!/usr/bin/env node
if (require("./checkNode.cjs")()) {
  const { enableCompileCache } = require("node:module");
  // Its commands are started again and again: what was compiled once is kept, from Node 22.1 on.
  if (enableCompileCache) enableCompileCache();
  import("./metrics-project.js");
}

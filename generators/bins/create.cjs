#!/usr/bin/env node
if (require("./checkNode.cjs")()) require("./scaffolder.cjs");

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

/**
 * Where no binary of a native dependency can be downloaded, it is compiled: against the headers that
 * came with Node.js, if they did, so that no headers need to be downloaded either.
 */
function updateConfig(config) {
  const nodeFolder = dirname(dirname(process.execPath));
  const isSettled = process.env.npm_config_nodedir !== undefined;
  if (isSettled || !existsSync(join(nodeFolder, 'include/node/node.h'))) return config;
  return { ...config, extraEnv: { ...config.extraEnv, npm_config_nodedir: nodeFolder } };
}

module.exports = { hooks: { updateConfig } };

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

/**
 * Where no binary of a native dependency can be downloaded, it is compiled: without pages of output, and
 * against the headers that came with Node.js, if they did, so that no headers need to be downloaded either.
 */
function updateConfig(config) {
  const { CXXFLAGS = '', npm_config_nodedir } = process.env;
  const quiet = { npm_config_loglevel: 'error', MAKEFLAGS: '--silent', CXXFLAGS: `${CXXFLAGS} -w` };
  const nodeFolder = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(nodeFolder, 'include/node/node.h'));
  const headers = hasHeaders && !npm_config_nodedir ? { npm_config_nodedir: nodeFolder } : {};
  return { ...config, extraEnv: { ...config.extraEnv, ...quiet, ...headers } };
}

module.exports = { hooks: { updateConfig } };

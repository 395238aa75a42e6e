const { transformSync } = require('esbuild');

/** @jsquash assigns to import.meta.url, which swc turns into nonsense; esbuild makes import.meta an object of its own. */
module.exports = {
  process: (source) => ({
    code: transformSync(source, { format: 'cjs', target: 'es2022', logLevel: 'error' }).code,
  }),
};

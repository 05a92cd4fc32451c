import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', errors: 'src/errors/index.ts' },
  format: 'esm',
  target: 'node20',
  dts: true,
  clean: true,
});

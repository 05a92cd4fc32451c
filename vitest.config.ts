import { defineConfig } from 'vitest/config';

/** The workspace's own condition, so that packages are tested as they are, unbuilt; then Vite's. */
const conditions = ['cellbridge:source', 'module', 'node', 'development|production'];

/** `--mode proof` runs the suite in its full size. */
export default defineConfig(({ mode }) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,apps,examples}/*/test/**/*.test.ts', '{bench,scripts}/test/**/*.test.ts'],
    // A summary, and all that a test which failed has said.
    reporters: ['dot'],
    silent: 'passed-only',
    globalSetup: './packages/testing/src/global-setup.ts',
    // Much of a test's time is the server's; by default one of two cores would be left idle.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: mode === 'proof' ? { CELLBRIDGE_PROOF: '1' } : {},
  },
}));

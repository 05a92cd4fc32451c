import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['cellbridge:source'] },
  ssr: { resolve: { conditions: ['cellbridge:source'] } },
  test: {
    include: ['{packages,apps}/*/test/**/*.test.ts'],
  },
});

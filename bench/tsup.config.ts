import { defineConfig } from 'tsup';

// What runs in a process of its own runs as built JavaScript: a loader would count as its memory.
export default defineConfig({
  entry: ['src/work-process.ts'],
  format: 'esm',
  target: 'node20',
  clean: true,
});

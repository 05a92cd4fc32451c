import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { PrometheusReader } from '../src/watchers/prometheus-reader.js';

test('The metrics of many cells are all there', async () => {
  const reader = new PrometheusReader();
  const provider = new MeterProvider({ readers: [reader] });
  const states = 9_000;
  provider
    .getMeter('many cells')
    .createObservableGauge('state')
    .addCallback((result) => {
      for (let cell = 0; cell < states; cell += 1) result.observe(1, { cell });
    });
  const { text } = await reader.read();
  expect(text.match(/^state\{/gm)).toHaveLength(states);
  await provider.shutdown();
});

import { sample, useHarness } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrator } from './exploration/actors.js';
import { scenario } from './exploration/scenario.js';
import * as without from './exploration/without-rules.js';
import { openWorld, type World } from './exploration/world.js';

describe('the exploration shows what goes wrong', () => {
  const harness = useHarness('sqlite');
  let world: World;
  beforeAll(async () => {
    world = await openWorld(harness);
  });
  afterAll(() => world.dispose());

  test.each([
    ['R1', without.believer, 'A destroyed group came back.'],
    ['R2', without.unfenced, 'A new name is lost.'],
    ['R3', without.hasty, 'An existing group was not found.'],
    ['R3 for lists', without.reversed, 'A list misses a group.'],
    ['R4', without.topsyTurvy, 'Nobody can go on: a deadlock.'],
  ])('without %s', async (rule, actor, fault) => {
    const options = scenario(world, {
      actors: { migrator, other: actor },
      crashes: ['migrator'],
    });
    const seed = Number(process.env.CELLBRIDGE_SEED ?? 1);
    const failure = await sample(options, { seed, runs: 2_000 }).then(
      () => new Error('No order went wrong.'),
      (error: Error) => error,
    );
    console.info(`without ${rule}: ${failure.message}`);
    expect(failure.message).toContain(fault);
    expect(failure.message).toContain('The order was:\n  ');
  });
});

import { randomUUID } from 'node:crypto';
import { createDeployment, Harness, type TestDeployment } from '@cellbridge/testing';

const CELLS = 3;
const MEMBERS = 6;
const POLICIES = ['affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity'];
const SERVICES = ['web', 'database', 'cache', 'queue', 'search', 'proxy'];
/** The group that cannot move: the API database has another one of this uuid. */
const CONFLICT = '7c0f3e52-8f0a-4f0e-9d52-2b1d6a4c9e10';

/** A throw-away deployment for pictures, in SQLite files, with nothing moved yet. */
export interface SampleDeployment extends TestDeployment, AsyncDisposable {
  /** The uuid of the group that a move will put into quarantine. */
  readonly conflict: string;
}

/** Makes an API database and three cells with so many groups in all, one of which cannot move. */
export async function makeSampleDeployment(groups: number): Promise<SampleDeployment> {
  const harness = new Harness('sqlite', {});
  try {
    const deployment = await createDeployment(harness, { cells: CELLS });
    for (const [index, cell] of deployment.cells.entries()) {
      const count = Math.floor((groups - 1 + index) / CELLS);
      await cell.addGroups(Array.from({ length: count }, (_, number) => seedOf(number)));
    }
    const [shared, added] = [randomUUID(), randomUUID()];
    const twin = { ...seedOf(1), uuid: CONFLICT, members: [shared] };
    await deployment.cell.addGroups([{ ...twin, members: [shared, added] }]);
    await deployment.api.addGroups([{ ...twin, name: 'database-restored' }]);
    const dispose = () => harness.cleanup();
    return { ...deployment, conflict: CONFLICT, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await harness.cleanup();
    throw error;
  }
}

function seedOf(number: number) {
  return {
    name: `${SERVICES[number % SERVICES.length]}-${number + 1}`,
    userId: 'ada',
    projectId: 'engines',
    policies: POLICIES.slice(number % POLICIES.length).slice(0, 1),
    members: Array.from({ length: MEMBERS }, () => randomUUID()),
  };
}

import type { Deployment, DeploymentOptions, InstanceGroup } from '@cellbridge/objects';
import type { Run } from './world.js';

/** How an actor's databases are opened, beyond what all have in common. */
export type OpenedWith = Pick<DeploymentOptions, 'cells' | 'recheckAfter'>;

/** What an actor does, and what must hold in the end if it was acknowledged. */
export interface Act {
  readonly act: (deployment: Deployment, stage: Stage) => Promise<unknown>;
  readonly opens?: OpenedWith;
  /** Called with the group as it is in the end, `null` if it is not there. */
  readonly expect?: (group: InstanceGroup | null) => void;
  readonly destroys?: boolean;
  /** The uuid of a group that is there from its acknowledgement on. */
  readonly makes?: string;
  /**
   * Whether what it did is lost with a cell that is set back. Default: unless the API database knows the
   * group by then.
   */
  readonly isLostWithCell?: boolean;
  /** Whether it is left out who crashes: without its end, it shows what another cast shows. */
  readonly neverCrashes?: boolean;
  /** Errors with which it may be refused. */
  readonly mayFail?: (error: unknown) => boolean;
}

export type Actors = Readonly<Record<string, Act>>;

/** What is around an actor in a run. */
export interface Stage {
  readonly run: Run;
  /** Opens the databases anew, as a process that starts now. */
  readonly open: (options?: OpenedWith) => Promise<Deployment>;
  /**
   * Lets others have their turn. On SQLite an actor stands in line for a file as soon as it is through
   * with what comes before: without a pause, nobody who is not in line by then gets in between.
   */
  readonly pause: () => Promise<void>;
  /** Does in one step what several would do. */
  readonly atOnce: (act: (deployment: Deployment) => Promise<unknown>) => Promise<void>;
  /** The uuids of the groups that acknowledged actors have made by now. */
  readonly made: () => string[];
  /** Told by who sets a database back, in the transaction that does: what others did may be lost. */
  readonly setBack: (database: 'api' | 'cell') => Promise<void>;
}

/** The names of those who may crash. */
export function mortals(actors: Actors): string[] {
  return Object.keys(actors).filter((name) => !actors[name]?.neverCrashes);
}

/** One actor that does what several do, one after the other; the last one counts. */
export function inTurn(first: Act, last: Act): Act {
  return {
    ...last,
    act: async (deployment, stage) => {
      await first.act(deployment, stage);
      // A migrator whose process has crashed returns what it failed with; here nothing goes on.
      await stage.pause();
      await last.act(deployment, stage);
    },
  };
}

export function expectThat(condition: boolean, fault: string): void {
  if (!condition) throw new Error(fault);
}

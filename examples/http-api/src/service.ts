import type { Deployment } from '@cellbridge/objects';
import type { Quota } from './quota.js';

/** What the routes work with. */
export interface Service {
  readonly deployment: Deployment;
  readonly quota: Quota;
  /** Whether a compute service of before Rocky runs, which knows no `max_server_per_host`. */
  readonly hasOldComputes: () => Promise<boolean>;
}

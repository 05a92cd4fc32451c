import { cellTables } from '../src/tables.js';

export const { instances, instanceGroups, instanceGroupPolicy, instanceGroupMember } =
  cellTables('postgresql');

import { apiTables } from '../src/tables.js';

export const {
  cellMappings,
  instanceMappings,
  instanceGroups,
  instanceGroupPolicy,
  instanceGroupMember,
  receipts,
  adoptedMembers,
  claims,
  progress,
  quarantine,
  wishes,
  migrators,
} = apiTables('postgresql');

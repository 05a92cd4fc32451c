import { apiTables } from '../src/tables.js';

export const {
  cellMappings,
  instanceMappings,
  instanceGroups,
  instanceGroupPolicy,
  instanceGroupMember,
  receipts,
  claims,
  progress,
  quarantine,
} = apiTables('sqlite');

/**
 * How the `policy` of a cell receipt begins: the row of `instance_group_policy`, soft-deleted from
 * birth, by which a cell itself proves that a group has moved from it.
 */
export const MOVED_PREFIX = 'cellbridge:moved:';

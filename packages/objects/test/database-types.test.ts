import {
  type ApiReader,
  type ApiTransaction,
  findGroupByUuid,
  insertClaim,
} from '@cellbridge/db-api';
import {
  type CellReader,
  type CellTransaction,
  findGroupsByUuid,
  softDeleteGroups,
} from '@cellbridge/db-cell';
import { expectTypeOf, test } from 'vitest';

test('the transaction or reader of the other database does not compile', () => {
  expectTypeOf<CellTransaction>().not.toExtend<ApiTransaction>();
  expectTypeOf<ApiTransaction>().not.toExtend<CellTransaction>();
  expectTypeOf<CellReader>().not.toExtend<ApiReader>();
  expectTypeOf<ApiReader>().not.toExtend<CellReader>();
  expectTypeOf(insertClaim).parameter(0).toEqualTypeOf<ApiTransaction>();
  expectTypeOf(softDeleteGroups).parameter(0).toEqualTypeOf<CellTransaction>();
  expectTypeOf(findGroupByUuid).parameter(0).toEqualTypeOf<ApiReader>();
  expectTypeOf(findGroupsByUuid).parameter(0).toEqualTypeOf<CellReader>();
});

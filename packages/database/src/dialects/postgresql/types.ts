import type pg from 'pg';
import { postgresqlDriver } from './driver.js';

/** Timestamps stay text, because a Date would lose their microseconds; counts become numbers. */
export const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const { builtins, getTypeParser } = postgresqlDriver().types;
    if (oid === builtins.TIMESTAMP || oid === builtins.TIMESTAMPTZ) return (text: string) => text;
    if (oid === builtins.INT8) return Number;
    return getTypeParser(oid, format);
  },
} as pg.CustomTypesConfig;

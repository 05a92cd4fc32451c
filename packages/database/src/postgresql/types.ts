import pg from 'pg';

const { builtins } = pg.types;

/** Time stamps stay text, for a Date would lose their microseconds; counts become numbers. */
export const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === builtins.TIMESTAMP || oid === builtins.TIMESTAMPTZ) return (text: string) => text;
    if (oid === builtins.INT8) return Number;
    return pg.types.getTypeParser(oid, format);
  },
} as pg.CustomTypesConfig;

import type { DialectName } from '@cellbridge/testing';

/** Time stamps in the order of what they are read as, as each kind of database can hold them. */
export const STORED_TIMESTAMPS: Readonly<Record<DialectName, readonly string[]>> = {
  sqlite: [
    'NULL',
    "'2010-01-01 00:00:00.000000'",
    "'2012-01-01T00:00:00'",
    "'2012-01-01 00:00:01.000000'",
    "'2016-08-23 09:00:00+02:00'",
    "'2016-08-23 08:00:00.000000'",
    "'2016-08-23T09:00:00Z'",
    "'2016-08-23 09:00:00.000001'",
    "x'323031362d30382d32332031303a30303a30302e303030303030'",
    '1471986552',
    "'2016-08-23 21:09:12.000001'",
    '2457624.5',
    "'2016-08-23 12:00:00'",
    "'2020-01-01 00:00:00.000000'",
    "'unknown'",
  ],
  postgresql: [
    'NULL',
    "'-infinity'",
    "'0044-03-15 12:00:00 BC'",
    "'2010-01-01 00:00:00'",
    "'2010-01-01 00:00:00.5'",
    "'2020-01-01 00:00:00'",
    "'infinity'",
  ],
};

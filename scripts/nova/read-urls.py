#!/usr/bin/env python3
"""Reads the database URLs of a corpus with SQLAlchemy, and holds the result against what the corpus says.

    python3 scripts/nova/read-urls.py packages/database/test/support/url-corpus.json

What a URL means is what SQLAlchemy's dialect hands on to the driver: libpq's parameters by their names, or the file
of SQLite. An error is the name of its class. Ends with 1 if something differs.
"""
import json
import sys
import warnings

from sqlalchemy.engine.url import make_url


def read(text):
    """What SQLAlchemy makes of a URL."""
    try:
        url = make_url(text)
        kind = url.get_backend_name()
        if kind == 'sqlite':
            from sqlalchemy.dialects.sqlite.pysqlite import dialect

            (file,), options = dialect().create_connect_args(url.set(drivername='sqlite'))
            return {'file': file if options.get('uri') else url.database or ':memory:', **options}
        if kind == 'postgresql':
            from sqlalchemy.dialects.postgresql.psycopg2 import dialect

            _, options = dialect().create_connect_args(url)
            options = {'dbname' if name == 'database' else name: value for name, value in options.items()}
            return {name: value if isinstance(value, (list, tuple)) else str(value) for name, value in options.items()}
        return {'kind': kind}
    except Exception as error:
        return {'error': type(error).__name__}


if __name__ == '__main__':
    warnings.simplefilter('ignore')
    with open(sys.argv[1], encoding='utf-8') as corpus:
        entries = json.load(corpus)
    wrong = 0
    for entry in entries:
        found = json.loads(json.dumps(read(entry['url'])))
        if found != entry['sqlalchemy']:
            wrong += 1
            print(f"{entry['url']!r}: SQLAlchemy reads {found}, the corpus says {entry['sqlalchemy']}")
    print(f'{len(entries)} URLs, {wrong} read otherwise than the corpus says')
    sys.exit(1 if wrong else 0)

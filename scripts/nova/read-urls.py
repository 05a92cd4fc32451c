"""Compares what a corpus of database URLs says of SQLAlchemy with what SQLAlchemy does; fails if they differ.

    python3 scripts/nova/read-urls.py packages/database/test/support/url-corpus.json

What a URL means is what SQLAlchemy's dialect hands on to the driver: libpq's parameters by their names, the file of
SQLite, or PyMySQL's parameters, with its host and port where there are none. An error is the name of its class.
"""
import json
import sys

from sqlalchemy.dialects.mysql.pymysql import dialect as mysql
from sqlalchemy.dialects.postgresql.psycopg2 import dialect as postgresql
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite
from sqlalchemy.engine.url import make_url


def read(text):
    try:
        url = make_url(text)
        kind = url.get_backend_name()
        if kind == 'sqlite':
            (file,), options = sqlite().create_connect_args(url.set(drivername='sqlite'))
            return {'file': file if options.get('uri') else url.database or ':memory:', **options}
        if kind == 'postgresql':
            _, options = postgresql().create_connect_args(url)
            options = {'dbname' if name == 'database' else name: value for name, value in options.items()}
            return {name: value if isinstance(value, (list, tuple)) else str(value) for name, value in options.items()}
        if kind in ('mysql', 'mariadb'):
            _, options = mysql().create_connect_args(url)
            ssl = options.pop('ssl', {})
            ssl = {f'ssl_{name}': value for name, value in ssl.items()} if isinstance(ssl, dict) else {'ssl': ssl}
            options = {'host': 'localhost', 'port': 3306, **options, **ssl}
            return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in options.items()}
        return {'kind': kind}
    except Exception as error:
        return {'error': type(error).__name__}


with open(sys.argv[1], encoding='utf-8') as corpus:
    entries = json.load(corpus)
found = [json.loads(json.dumps(read(entry['url']))) for entry in entries]
wrong = [(entry['url'], result) for entry, result in zip(entries, found) if result != entry['sqlalchemy']]
for url, result in wrong:
    print(f'{url!r}: SQLAlchemy reads {result}')
print(f'{len(entries)} URLs, {len(wrong)} read otherwise than the corpus says')
sys.exit(bool(wrong))

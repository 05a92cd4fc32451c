import { openDatabase } from '@cellbridge/database';
import { insert } from './numbers.js';

/** A process that writes numbers, each in a transaction. Arguments: URL, first number, how many. */
const [url = '', first = '', count = ''] = process.argv.slice(2);
await using database = await openDatabase(url);
for (let index = 0; index < Number(count); index += 1) {
  await database.transaction((transaction) => insert(transaction, Number(first) + index));
}

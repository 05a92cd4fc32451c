import type { DatabaseKind, DatabaseUrl } from './database-kind.js';
import { DIALECTS } from './dialects/index.js';
import { InvalidUrlError } from './errors/invalid-url-error.js';
import { UnsupportedSchemeError } from './errors/unsupported-scheme-error.js';
import { isTemplate } from './fill-template.js';
import { splitUrl } from './sqlalchemy-url.js';

const KINDS: readonly DatabaseKind[] = Object.values(DIALECTS);

const EXAMPLES = KINDS.flatMap(({ exampleUrls }) => exampleUrls);
const REMEDY = `Use ${EXAMPLES.slice(0, -1).join(', ')} or ${EXAMPLES.at(-1)}.`;

/**
 * Reads a database URL like SQLAlchemy (`postgresql+psycopg2://…`). An error never repeats unreadable parts,
 * because they may hold a password.
 *
 * @throws InvalidUrlError · UnsupportedSchemeError
 */
export function parseUrl(text: string): DatabaseUrl {
  refuseTemplate(text);
  const parts = splitUrl(text.trim());
  if (parts === undefined) throw new InvalidUrlError(`This is not a database URL. ${REMEDY}`);
  const kind = KINDS.find(({ schemes }) => schemes.includes(parts.scheme));
  if (kind) return kind.readUrl(parts, REMEDY);
  throw new UnsupportedSchemeError(
    `Databases of the kind "${parts.scheme}" are not supported. ${REMEDY}`,
  );
}

/** The same, or `undefined` for a URL that cannot be read. */
export function tryParseUrl(text: string): DatabaseUrl | undefined {
  try {
    return parseUrl(text);
  } catch (error) {
    if (InvalidUrlError.isInstance(error) || UnsupportedSchemeError.isInstance(error)) return;
    throw error;
  }
}

/** Whoever reads a mapping fills its template; any other URL has to be whole. */
function refuseTemplate(text: string): void {
  if (!isTemplate(text)) return;
  throw new InvalidUrlError(
    'This URL is a template that Nova fills in from nova.conf. For a template in cell_mappings, give the "connection" of its [database] section (--nova-connection URL, or the option novaConnection), with every part that the template names; anywhere else, give the whole URL.',
  );
}

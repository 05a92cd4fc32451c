import { InvalidInputError } from '@cellbridge/objects';
import { readLines } from '../files/read-lines.js';
import { LinesDigest } from './lines-digest.js';
import {
  GROUP_START,
  PROOF_FORMAT,
  PROOF_VERSION,
  type Proof,
  type ProofHeader,
  type ProofLine,
  type ProofTotals,
  SEAL_START,
  TOTALS_START,
} from './proof-format.js';

/**
 * Reads a proof to its end, and checks that it is whole and as it was written.
 *
 * @throws InvalidInputError if not, if a newer release wrote it, or it is something else.
 */
export async function readProof(path: string): Promise<Proof> {
  const seal = new LinesDigest();
  let header: ProofHeader | undefined;
  let totals: ProofTotals | undefined;
  let isSealed = false;
  for await (const line of readLines(path, () => notAProof(path))) {
    if (isSealed) throw edited(path);
    isSealed = line.startsWith(SEAL_START);
    if (isSealed) {
      if (line !== JSON.stringify({ sha256: seal.end() })) throw edited(path);
      continue;
    }
    seal.add(line);
    header ??= headerOf(path, line);
    if (line.startsWith(TOTALS_START))
      totals = (parse(line) as { totals: ProofTotals } | undefined)?.totals;
  }
  if (!header) throw notAProof(path);
  if (!isSealed) throw cut(path);
  if (!totals) throw edited(path);
  return { header, totals };
}

/** Reads the groups of a proof that {@link readProof} has checked, up to `size` at a time. */
export async function* readProofLines(
  path: string,
  size: number,
): AsyncGenerator<ProofLine[], void, undefined> {
  let lines: ProofLine[] = [];
  for await (const line of readLines(path, () => notAProof(path))) {
    if (!line.startsWith(GROUP_START)) continue;
    lines.push(JSON.parse(line) as ProofLine);
    if (lines.length < size) continue;
    yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
}

function headerOf(path: string, line: string): ProofHeader {
  const header = parse(line) as Partial<ProofHeader> | null | undefined;
  if (header?.format !== PROOF_FORMAT) throw notAProof(path);
  if (header.version === PROOF_VERSION) return header as ProofHeader;
  throw new InvalidInputError(
    `${path} has version ${header.version} of the format of proofs, and this release reads version ${PROOF_VERSION}; use the release that wrote it (${header.writtenBy}), or a newer one.`,
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function notAProof(path: string): InvalidInputError {
  return new InvalidInputError(
    `${path} is no proof of a verification; name a file that db verify --proof has written.`,
  );
}

function cut(path: string): InvalidInputError {
  return new InvalidInputError(`${path} is cut off: its end is missing; use a whole copy.`);
}

function edited(path: string): InvalidInputError {
  return new InvalidInputError(
    `${path} was changed after it was written: its lines do not have the digest in its last line; use an unchanged copy.`,
  );
}

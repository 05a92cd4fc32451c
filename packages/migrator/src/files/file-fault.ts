import { CellbridgeError, InvalidInputError } from '@cellbridge/objects';

/** What the system says of a file, and what to do about it. */
const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'this user has no right to; use another folder or user',
  EDQUOT: 'the quota of this user is used up; make room, or use another folder',
  EEXIST: 'it exists already, and is not overwritten; name another file',
  EFBIG: 'it would be larger than this user may write; use another folder, or raise the limit',
  EISDIR: 'it is a folder; name a file',
  ENOENT: 'there is no such file or folder; check the path',
  ENOSPC: 'the disk is full; make room, or use another folder',
  ENOTDIR: 'a part of the path is no folder; check it',
  EPERM: 'this user has no right to; use another folder or user',
  EROFS: 'the disk is read-only; use another folder',
};

/** The error for a file that the system refuses to read or write; an error of ours stays as it is. */
export function fileFault(path: string, toDo: 'read' | 'write', cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (typeof code !== 'string' || CellbridgeError.isInstance(cause)) return cause;
  const reason = FAULTS[code] ?? `the system says ${code}; check the path`;
  return new InvalidInputError(`Cannot ${toDo} ${path}: ${reason}.`, { cause });
}

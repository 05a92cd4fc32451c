/** The attributes that name a cell. */
export function cellAttributes({
  uuid,
  name,
}: {
  readonly uuid: string;
  readonly name: string | null;
}): Record<string, string> {
  return { cell: name ?? '', cell_uuid: uuid };
}

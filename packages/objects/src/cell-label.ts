/** What people call a cell: its name, or its uuid where it has none. */
export function cellLabel({ uuid, name }: { uuid: string; name: string | null }): string {
  return name ?? uuid;
}

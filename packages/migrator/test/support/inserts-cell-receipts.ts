/** Whether a statement writes the cell receipts of a batch, with which the clean-up of a move begins. */
export function insertsCellReceipts({ text }: { readonly text: string }): boolean {
  return text.includes('insert into "instance_group_policy" (created_at, deleted_at');
}

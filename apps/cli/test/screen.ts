/**
 * What a terminal of so many columns shows in the end, line by line and without what is empty: it wraps,
 * goes back to the beginning of a line or of the screen, and clears the rest of a line, what is below, or all.
 */
export function screenOf(text: string, columns: number): string[] {
  const lines: string[][] = [[]];
  let row = 0;
  let column = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\r') column = 0;
    else if (character === '\n') {
      row += 1;
      column = 0;
    } else if (text.startsWith('\u001b[K', index)) {
      lines[row]?.splice(column);
      index += 2;
    } else if (text.startsWith('\u001b[H', index)) {
      row = 0;
      column = 0;
      index += 2;
    } else if (text.startsWith('\u001b[J', index)) {
      lines[row]?.splice(column);
      lines.splice(row + 1);
      index += 2;
    } else if (text.startsWith('\u001b[2J', index)) {
      for (const line of lines) line.length = 0;
      index += 3;
    } else if (character === '\u001b') throw new Error(`An escape that is not known: ${index}`);
    else {
      if (column === columns) {
        row += 1;
        column = 0;
      }
      const line = lines[row] ?? [];
      line[column] = character;
      lines[row] = line;
      column += 1;
    }
    lines[row] ??= [];
  }
  return lines.map((line) => line.join('').trimEnd()).filter((line) => line !== '');
}

/** Takes away what stands in the line of the cursor, which goes to its beginning. */
export const CLEAR_LINE = '\r\u001b[K';

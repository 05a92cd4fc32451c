/** A completion script. */
export interface CompletionDocument {
  readonly shell: 'bash' | 'zsh' | 'fish';
  /** The script's text. */
  readonly script: string;
}

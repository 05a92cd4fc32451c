declare module 'parse-prometheus-text-format' {
  /** A metric with its samples; numbers are texts. */
  interface Family {
    readonly name: string;
    readonly metrics: readonly {
      readonly labels?: Readonly<Record<string, string>>;
      readonly value?: string;
    }[];
  }
  export default function parsePrometheus(text: string): Family[];
}

import { messageOf } from '@cellbridge/db-api';
import { type Attributes, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { SCOPE } from './scope.js';

/**
 * Does some work within a span of OpenTelemetry, which fails as the work does. Without a provider that the program has set
 * up, it only does the work.
 *
 * @param work gets the span, for attributes that are known only then.
 */
export async function withSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return await trace.getTracer(SCOPE).startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      failSpan(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Says in a span that its work has failed, and why. */
export function failSpan(span: Span, error: unknown): void {
  span.recordException(error instanceof Error ? error : messageOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
}

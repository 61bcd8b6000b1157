// Preloaded into a service by its test, as an OpenTelemetry SDK is: it writes each span that ends to the standard error.
import { trace } from '@opentelemetry/api'

const startSpan = (name, { kind, attributes } = {}) => ({
  isRecording: () => true,
  end: () => process.stderr.write(`span ${JSON.stringify({ name, kind, attributes })}\n`),
})
trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) })

/** The client for TypeScript. */
import '../sdk/client.test.ts'
import '../sdk/guards.test.ts'
import '../sdk/lines.test.ts'
import '../sdk/sending.test.ts'

/** What operators set and see. */
import '../audit/trail.test.ts'
import '../config/config.test.ts'
import '../config/malformed.test.ts'
import '../main/handing-on.test.ts'
import '../main/inside.test.ts'
import '../main/watchdog.test.ts'
import '../scripts/tap.test.ts'
import '../telemetry/telemetry.test.ts'

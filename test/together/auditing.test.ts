/** What auditors rely on, below HTTP. */
import '../audit/decision-reading.test.ts'
import '../audit/decision-spool.test.ts'
import '../audit/line-clock.test.ts'
import '../audit/sweeping.test.ts'
import '../audit/trail.test.ts'
import '../policy/applied.test.ts'
import '../policy/outdated.test.ts'
import '../stores/mongodb-clock.test.ts'

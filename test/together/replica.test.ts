/** Which snapshot may be answered from. */
import '../replica/ends.test.ts'
import '../replica/held-snapshots.test.ts'
import '../replica/interleavings.test.ts'
import '../replica/lease.test.ts'
import '../replica/loading-first.test.ts'
import '../replica/narrowing.test.ts'
import '../replica/pinned.test.ts'
import '../replica/reading-together.test.ts'

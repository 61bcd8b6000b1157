/** The engine; its laws and bounds run alone. */
import '../engine/advance.test.ts'
import '../engine/compile.test.ts'
import '../engine/datasets.test.ts'
import '../engine/ends.test.ts'
import '../engine/effects.test.ts'
import '../engine/memo.test.ts'
import '../engine/pitfalls.test.ts'
import '../engine/view.test.ts'

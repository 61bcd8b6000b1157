/** The habits of the embedded store. */
import '../stores/sqlite-backup.test.ts'
import '../stores/sqlite-batches.test.ts'
import '../stores/sqlite-inspect.test.ts'
import '../stores/sqlite-members.test.ts'
import '../stores/sqlite-migrations.test.ts'
import '../stores/sqlite-watch.test.ts'

/** Changes of people, groups and resources. */
import '../change/agreement.test.ts'
import '../change/answers.test.ts'
import '../change/bounds.test.ts'
import '../change/composed.test.ts'
import '../change/following.test.ts'
import '../change/holdings.test.ts'
import '../change/rights.test.ts'

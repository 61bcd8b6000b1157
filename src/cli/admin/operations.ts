import { accessOperations, datasetOperations } from './datasets.ts'
import { groupOperations, serviceOperations } from './groups.ts'
import { keyOperations } from './keys.ts'
import { inviteOperations, memberOperations, supportOperations } from './members.ts'
import type { Operation } from './operation.ts'
import { orgOperations } from './organisations.ts'
import { platformOperations } from './platform.ts'
import { policyOperations } from './policy.ts'
import { resourceOperations } from './resources.ts'
import { roleOperations } from './roles.ts'
import { clientOperations, idpOperations } from './sign-in.ts'

/** The commands of an administrator. */
export const OPERATIONS: readonly Operation[] = [
  ...orgOperations,
  ...memberOperations,
  ...inviteOperations,
  ...supportOperations,
  ...roleOperations,
  ...groupOperations,
  ...serviceOperations,
  ...keyOperations,
  ...datasetOperations,
  ...accessOperations,
  ...resourceOperations,
  ...idpOperations,
  ...clientOperations,
  ...platformOperations,
  ...policyOperations,
]

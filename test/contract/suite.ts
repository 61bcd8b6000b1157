import { apiKeysContract } from './api-keys.ts'
import { attributesFoundContract } from './attributes-found.ts'
import { auditContract } from './audit.ts'
import { auditChainContract } from './audit-chain.ts'
import { decisionsContract } from './decisions.ts'
import { directoryContract } from './directory.ts'
import { hostileContract } from './hostile.ts'
import { identitiesContract } from './identities.ts'
import { namesFoundContract } from './names-found.ts'
import { oidcContract } from './oidc.ts'
import { policyApplyContract } from './policy-apply.ts'
import { policyHistoryContract } from './policy-history.ts'
import { policySetsContract } from './policy-sets.ts'
import { policySnapshotContract } from './policy-snapshot.ts'
import { policyWatchContract } from './policy-watch.ts'
import { receiptsContract } from './receipts.ts'
import { recordsContract } from './records.ts'
import { reopenContract } from './reopen.ts'
import { resourcesContract } from './resources.ts'
import { secretsContract } from './secrets.ts'
import { signInsContract } from './sign-ins.ts'
import type { OpenStore } from './store-under-test.ts'

/** What every store promises. Declares its tests in the file that calls it; second-handle.ts, laws.ts and kill.ts are called apart. */
export const storeContract = (open: OpenStore): void => {
  for (const contract of [
    policyApplyContract,
    policySnapshotContract,
    policyHistoryContract,
    policyWatchContract,
    hostileContract,
    recordsContract,
    namesFoundContract,
    attributesFoundContract,
    directoryContract,
    resourcesContract,
    apiKeysContract,
    auditContract,
    auditChainContract,
    decisionsContract,
    receiptsContract,
    secretsContract,
    policySetsContract,
    oidcContract,
    signInsContract,
    identitiesContract,
    reopenContract,
  ])
    contract(open)
}

import { OPERATIONS } from './admin/operations.ts'
import { verbOf } from './admin/verb-of.ts'
import { completionFor, SHELLS } from './completion.ts'
import { UsageError, type Verb } from './verb.ts'
import { accessReviewVerb } from './verbs/access-review.ts'
import { checkVerb, explainVerb, whoamiVerb } from './verbs/ask.ts'
import { auditExportVerb, decisionsExportVerb } from './verbs/audit-export.ts'
import { auditUsageVerb } from './verbs/audit-usage.ts'
import { auditVerifyVerb } from './verbs/audit-verify.ts'
import { backupVerb } from './verbs/backup.ts'
import { configVerb } from './verbs/config.ts'
import { copyVerb } from './verbs/copy.ts'
import { doctorVerb } from './verbs/doctor.ts'
import { exportVerb } from './verbs/export.ts'
import { healthVerb } from './verbs/health.ts'
import { importVerb } from './verbs/import.ts'
import { initVerb } from './verbs/init.ts'
import { keysRotateVerb } from './verbs/keys.ts'
import { loginVerb, logoutVerb } from './verbs/login.ts'
import { migrateVerb } from './verbs/migrate.ts'
import { policyLintVerb, policyTestVerb } from './verbs/policy.ts'
import { policyDiffVerb } from './verbs/policy-diff.ts'
import { policyFormatVerb } from './verbs/policy-format.ts'
import { policyInstallVerb } from './verbs/policy-install.ts'
import { policyApplyVerb, policyPlanVerb } from './verbs/policy-plan.ts'
import { policyReplayVerb } from './verbs/policy-replay.ts'
import { policyTextVerb } from './verbs/policy-text.ts'
import { resourceExportVerb, resourceImportVerb } from './verbs/resource-lines.ts'
import { actionsVerb, filterVerb, listVerb, whoVerb } from './verbs/search.ts'
import { serveVerb } from './verbs/serve.ts'
import { tokenVerb } from './verbs/token.ts'

const completionVerb: Verb = {
  name: 'completion',
  about: `Print a completion script for a shell: ${SHELLS.join(', ')}.`,
  example: 'source <(kasbah completion bash)',
  takes: ['SHELL'],
  flags: {},
  configured: false,
  run: async ({ args }) => {
    const shell = SHELLS.find(known => known === args[0])
    if (shell === undefined) throw new UsageError(`there is a completion for ${SHELLS.join(', ')}.`)
    process.stdout.write(completionFor(shell, verbs))
    return 0
  },
}

/** Every verb of the command, in the order in which its help lists them. */
export const verbs: readonly Verb[] = [
  serveVerb,
  initVerb,
  loginVerb,
  logoutVerb,
  tokenVerb,
  whoamiVerb,
  checkVerb,
  explainVerb,
  listVerb,
  whoVerb,
  actionsVerb,
  filterVerb,
  keysRotateVerb,
  healthVerb,
  doctorVerb,
  configVerb,
  completionVerb,
  importVerb,
  exportVerb,
  backupVerb,
  copyVerb,
  migrateVerb,
  policyTestVerb,
  policyLintVerb,
  policyInstallVerb,
  policyFormatVerb,
  policyDiffVerb,
  policyTextVerb,
  policyPlanVerb,
  policyApplyVerb,
  policyReplayVerb,
  resourceImportVerb,
  resourceExportVerb,
  auditVerifyVerb,
  auditUsageVerb,
  accessReviewVerb,
  auditExportVerb,
  decisionsExportVerb,
  ...OPERATIONS.map(verbOf),
]

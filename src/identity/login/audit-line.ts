import type { SignedIn } from '../../model/identity.ts'
import { freshInOrder } from '../../model/unique.ts'
import type { AuditStore } from '../../ports/audit-store.ts'

/** A line of the organisation's trail for each sign-in: who, to which application, by which identity provider. */
export const noteSignIn =
  (audit: Pick<AuditStore, 'append'>) =>
  async ({ org, subject, idp }: SignedIn, client: string): Promise<void> =>
    audit.append([
      {
        id: freshInOrder(),
        org,
        at: new Date(),
        outcome: 'done',
        actor: subject,
        operation: 'signIn',
        target: client,
        reason: `by ${idp}`,
      },
    ])

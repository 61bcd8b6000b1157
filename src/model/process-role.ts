import { z } from 'zod'

/** What a process does: everything; decisions alone; or all but those. */
export const ProcessRole = z.enum(['all', 'decide', 'admin'], 'is all, decide or admin')
export type ProcessRole = z.infer<typeof ProcessRole>

export const { all: ALL, decide: DECIDE, admin: ADMIN } = ProcessRole.enum

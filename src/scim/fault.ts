/** SCIM's codes for why a request is refused (RFC 7644, section 3.12). */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'

export class ScimFault extends Error {
  override readonly name = 'ScimFault'
  readonly status: number
  readonly scimType: ScimType | undefined

  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
}

export const notFound = (): ScimFault => new ScimFault(404, 'There is no such resource.')
export const tooMany = (detail: string): ScimFault => new ScimFault(400, detail, 'tooMany')
export const invalid = (detail: string): ScimFault => new ScimFault(400, detail, 'invalidValue')

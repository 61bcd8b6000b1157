/** One Casbin line without its commas: the section (`p`, `g`, `g2`, `g3`) and its fields, in order. */
export type Rule = readonly [ptype: string, ...fields: string[]]

/** What makes two rules the same rule. Unambiguous: fields never hold a raw newline (ids are encoded). */
export const ruleKey = (rule: Rule): string => JSON.stringify(rule)

/** The domain field of baseline rules: they hold in every organisation. */
export const EVERY_ORG = '*'

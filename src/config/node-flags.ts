/** The flags of this Node: the words that it was started with, and those of NODE_OPTIONS. */
export const flagsOfWords = (): readonly string[] => process.execArgv
export const flagsOfEnvironment = (env: NodeJS.ProcessEnv = process.env): readonly string[] =>
  (env.NODE_OPTIONS ?? '').split(/\s+/)

/** The environment as a program that takes this one's place gets it. */
export const ownEnvironment = (): NodeJS.ProcessEnv => process.env

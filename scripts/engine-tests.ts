/** What is to cover the engine: its own tests, and those of the rooms that stand on it. */
export const ENGINE_TESTS: readonly string[] = [
  'test/together/{change,engine,http-asking}.test.ts',
  'test/engine/{bounds,search-laws}.test.ts',
  'test/replica/ends.test.ts',
  'test/http/{decisions,fair-turns,search-query}.test.ts',
  'test/policy/**/*.test.ts',
]

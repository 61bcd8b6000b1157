/** `node src/main.ts` is `kasbah serve`, with settings from the environment alone. */
import { fileURLToPath } from 'node:url'
import { startLean } from './main/lean.ts'

const COMMAND = fileURLToPath(new URL('cli/kasbah.js', import.meta.url))

/** For a platform where no Node can be put in the place of another. */
const serveHere = async (): Promise<number> => {
  const { explainFailure } = await import('./main/explain-failure.ts')
  try {
    const [{ serve }, { loadConfig }] = await Promise.all([
      import('./main/serve.ts'),
      import('./config/config.ts'),
    ])
    return await serve(loadConfig())
  } catch (error) {
    const { lines, exitCode } = explainFailure(error)
    process.stderr.write(lines.map(line => `kasbah: ${line}\n`).join(''))
    return exitCode
  }
}

if (process.argv.length > 2) {
  // A word here is meant for the command, and would be passed over.
  process.stderr.write('kasbah: this file takes no words: `npx kasbah help` names the commands.\n')
  process.exitCode = 2
} else {
  startLean([COMMAND, 'serve'])
  process.exitCode = await serveHere()
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Block } from './pages.js'
import type { Workspace } from './workspace.js'

/** A command of a block of type `console`, and what the page says that it prints. */
export interface Command {
  readonly line: string
  /** Empty where the page does not show it: then the command must succeed. */
  readonly shown: string
}

/** Lines that begin with `$ ` are commands; those that follow are what it prints. */
export const commandsOf = ({ text }: Block): Command[] =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map(part => {
      const [line = '', ...shown] = part.split('\n')
      return { line, shown: shown.join('\n') }
    })

const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '')

/**
 * Each line without what a terminal adds, so that text of a page is found in what was printed. Ids that follow from the
 * number of mocks made before in the process are all alike.
 */
export const plain = (text: string, directory: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(`${directory}/`, '')
    .replace(/\btid_\w{20}\b/g, 'tid_derived')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .join('\n')

/** Whether the lines of a page stand in what was printed; a line `...` leaves out any number of them. */
export const shows = (printed: string, shown: string): boolean => {
  let from = 0
  for (const part of `\n${shown}\n`.split('\n...\n')) {
    const at = printed.indexOf(part.trim(), from)
    if (at < 0) return false
    from = at + part.trim().length
  }
  return true
}

/** The port that pages name. */
const namedPort = '4566'

const freePort = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return String(port)
}

type Running = ReturnType<typeof begin>

const begin = (program: string, parameters: readonly string[], cwd: string) => {
  const child: ChildProcess = spawn(process.execPath, [program, ...parameters], { cwd, timeout: 60_000 })
  let printed = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', text => {
      printed += text
    })
  }
  return { child, ended: once(child, 'close'), printed: () => printed }
}

/** Until all that the page shows was printed, or the program ends by itself. */
const untilShown = ({ child, ended, printed }: Running, isShown: (text: string) => boolean): Promise<unknown> => {
  const shown = new Promise<void>(resolve => {
    const look = (): void => void (isShown(printed()) && resolve())
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', look)
    look()
  })
  return Promise.race([shown, ended])
}

/** Runs a command of the package to its end, in the directory of a block. */
export const runCommand = async (
  parameters: readonly string[],
  { project }: Block,
  { directory, program }: Workspace,
): Promise<{ status: number | null; printed: string }> => {
  const cwd = join(directory, project)
  const { ended, printed } = begin(program, parameters, cwd)
  const [status] = (await ended) as [number | null]
  return { status, printed: plain(printed(), cwd) }
}

const background = / &$/

/** What is wrong with the commands of a block, in words. A command that ends in `&` runs until the others have ended. */
export const tryCommands = async (block: Block, workspace: Workspace): Promise<string[]> => {
  const { directory, program } = workspace
  const port = await freePort()
  const cwd = join(directory, block.project)
  const ported = (text: string): string => text.replaceAll(namedPort, port)
  const problems: string[] = []
  const left: { running: Running; wanted: string; line: string }[] = []
  for (const { line, shown } of commandsOf(block)) {
    const [npx, name, ...parameters] = words(ported(line.replace(background, '')))
    if (npx !== 'npx' || name !== 'tigris-mock')
      return [`\`${line}\` is no command of ours: write the block as \`text\``]
    const wanted = plain(ported(shown), cwd)
    if (background.test(line)) {
      const running = begin(program, parameters, cwd)
      left.push({ running, wanted, line })
      // what it prints of later requests is looked for at the end
      await untilShown(running, text => text.includes(port))
      continue
    }
    const { status, printed } = await runCommand(parameters, block, workspace)
    if (!shows(printed, wanted)) problems.push(`\`${line}\` printed\n${printed}\nand not\n${wanted}`)
    if (wanted === '' && status !== 0) problems.push(`\`${line}\` ended with ${status}\n${printed}`)
  }
  for (const { running, wanted, line } of left) {
    const patience = setTimeout(() => running.child.kill('SIGINT'), 10_000)
    await untilShown(running, text => shows(plain(text, cwd), wanted))
    clearTimeout(patience)
    running.child.kill('SIGINT')
    await running.ended
    const printed = plain(running.printed(), cwd)
    if (!shows(printed, wanted)) problems.push(`\`${line}\` printed\n${printed}\nand not\n${wanted}`)
  }
  return problems
}

import { vi } from 'vitest'
import { dispatch } from '../../src/cli/dispatch.js'

/** Runs a command in this process, and gives what it printed: beginning another process costs more than most commands do. */
export const captured = async (...parameters: readonly string[]): Promise<{ status: number; stdout: string }> => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    const status = await dispatch(parameters)
    return { status, stdout: write.mock.calls.map(([text]) => String(text)).join('') }
  } finally {
    write.mockRestore()
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate to trust, where clients can read it. It holds nothing secret. */
export interface CaFile {
  /** The variables by which Node and the SDKs of AWS trust it. */
  readonly environment: Readonly<Record<string, string>>
  remove(): void
}

export const writeCaFile = (certificate: string): CaFile => {
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-ca-'))
  const path = join(directory, 'ca.pem')
  writeFileSync(path, certificate)
  return {
    environment: { NODE_EXTRA_CA_CERTS: path, AWS_CA_BUNDLE: path },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

import { awsAs, awsEnvironment } from '../aws-cli.js'
import type { Credentials, Target, Workspace } from '../client.js'
import { type Shell, shell } from '../shell.js'

/** The CLI before 2.13 does not know the variable that the documents export. */
const olderCli = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL_IAM" "$@"; }'

/** Lines of a document, typed into a shell whose environment is that of `who`. */
export interface Typed {
  /** Resolves with what the line printed. */
  run(line: string): Promise<string>
  /** The same, of a command that prints JSON. */
  json<T>(line: string): Promise<T>
  /** Resolves with what a failing line printed. */
  fails(line: string): Promise<string>
}

export const typedAs = (who: Credentials, target: Target, { directory }: Workspace): Typed => {
  const env = { ...awsEnvironment(target, who), AWS_ENDPOINT_URL_IAM: target.url }
  const bash = shell('bash', { cwd: directory, env })
  const run = (line: string) => bash.run('-c', `${olderCli}\n${line}`)
  return {
    run,
    json: async line => JSON.parse(await run(line)),
    fails: line => bash.fails('-c', `${olderCli}\n${line}`),
  }
}

/** The AWS CLI with the key that a call of IAM answered. */
export const withKey = (
  { AccessKeyId, SecretAccessKey }: { AccessKeyId: string; SecretAccessKey: string },
  target: Target,
  workspace: Workspace,
): Shell => awsAs({ id: AccessKeyId, secret: SecretAccessKey }, target, workspace)

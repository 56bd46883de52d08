import type { CallerContext } from '../index.js'

type Variables = Readonly<Record<string, string>>

/** What a client of another process needs: the variables of all callers, and those of each. */
export interface ServedEnvironment {
  readonly shared: Variables
  readonly keys: Readonly<Record<string, Variables>>
}

const isOfKey = (name: string): boolean => /ACCESS_KEY|SESSION_TOKEN/.test(name)

const pick = (variables: Variables, wanted: (name: string) => boolean): Variables =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => wanted(name)))

/** The environment of callers whose service answers at `url`, S3, IAM and STS alike. */
export const servedEnvironment = (callers: readonly CallerContext[], url: string): ServedEnvironment => {
  const all = callers[0]?.env() ?? {}
  const here = Object.entries(all).map(([name, value]) => [name, value.startsWith('https://') ? url : value])
  return {
    shared: {
      ...pick(Object.fromEntries(here), name => !isOfKey(name)),
      // boto3 and the first AWS CLI know the region under this name only
      AWS_DEFAULT_REGION: all.AWS_REGION ?? '',
    },
    keys: Object.fromEntries(callers.map(caller => [caller.name, pick(caller.env(), isOfKey)])),
  }
}

const exports = (variables: Variables): string[] =>
  Object.entries(variables).map(([name, value]) => `export ${name}=${value}`)

/** For a shell: all lines can be pasted as they are. They set one key; the others are named, and set nothing. */
export const exportLines = ({ shared, keys }: ServedEnvironment, first: string): string[] => {
  const { [first]: own = {}, ...others } = keys
  return [
    ...exports(shared),
    '',
    `# key ${first}`,
    ...exports(own),
    ...Object.entries(others).flatMap(([name, variables]) => [
      '',
      `# key ${name}`,
      ...exports(variables).map(line => `#   ${line}`),
    ]),
  ]
}

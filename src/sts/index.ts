import { defineOperation, type Operation } from '../operation.js'

/** Entries of the Security Token Service. https://docs.aws.amazon.com/STS/latest/APIReference/ */
export const stsOperations: readonly Operation[] = [
  defineOperation({
    name: 'GetCallerIdentity',
    action: 'GetCallerIdentity',
    service: 'sts',
    actions: [],
    open: 'AWS answers it to every caller, even under an explicit Deny',
    read: {},
    allow: () => [],
    run: (_input, { principal }) => principal,
    write: ({ arn, userId, account }) => ({ tree: { UserId: userId, Account: account, Arn: arn } }),
  }),
]

import { type Check, textsIn } from '../draft.js'

/** Faults of a role's trust policy, in the words of CreateRole and UpdateAssumeRolePolicy. */

export const trustPrincipalCheck: Check = ({ statements }) =>
  statements
    .filter(({ elements }) => !elements.has('Principal') && !elements.has('NotPrincipal'))
    .map(({ start }) => ({
      start,
      message: 'Missing required field Principal',
      reason: 'a trust policy says who may take the role',
    }))

export const trustResourceCheck: Check = ({ statements }) =>
  statements
    .flatMap(({ members }) => members.filter(({ name }) => name === 'Resource' || name === 'NotResource'))
    .map(({ name, start }) => ({
      start,
      message: 'Has prohibited field Resource',
      reason: `remove ${name}: a trust policy speaks about its own role`,
    }))

export const trustActionCheck: Check = ({ statements }) =>
  statements
    .flatMap(statement => [...textsIn(statement, 'Action'), ...textsIn(statement, 'NotAction')])
    .filter(({ text }) => !/^sts:/i.test(text))
    .map(({ text, start }) => ({
      start,
      message: 'AssumeRole policy may only specify STS AssumeRole actions.',
      reason: `"${text}" is no action of STS`,
    }))

import type { JsonMember, JsonNode } from './json.js'

/** Which reading of the policy language a document is held to. */
export type PolicyKind = 'identity' | 'bucket' | 'session' | 'trust'

/** A text of a document and where it stands. */
export interface Text {
  readonly text: string
  readonly start: number
}

/** A statement whose elements are found but not judged. An element that stands twice gives two nodes. */
export interface DraftStatement {
  readonly start: number
  readonly members: readonly JsonMember[]
  readonly elements: ReadonlyMap<string, readonly JsonNode[]>
}

/** A policy document read as far as its shape goes, for the checks of a grammar. */
export interface Draft {
  readonly root: JsonNode
  readonly members: readonly JsonMember[]
  readonly version?: JsonNode
  readonly statement?: JsonNode
  readonly statements: readonly DraftStatement[]
  readonly kind: PolicyKind
  /** The bucket that a bucket policy is for, when it is known. */
  readonly bucket?: string
}

/** One fault that a check finds. `message` is the service's text, `reason` ours. */
export interface Fault {
  readonly start: number
  readonly message: string
  readonly reason?: string
  /** Where it is not the grammar's own code. */
  readonly code?: string
}

export type Check = (draft: Draft) => readonly Fault[]

export const membersOf = (node: JsonNode | undefined): readonly JsonMember[] =>
  node?.kind === 'object' ? node.members : []

export const itemsOf = (node: JsonNode | undefined): readonly JsonNode[] =>
  node === undefined ? [] : node.kind === 'array' ? node.items : [node]

const statementOf = (node: JsonNode): DraftStatement => {
  const members = membersOf(node)
  const elements = new Map<string, JsonNode[]>()
  for (const { name, value } of members) {
    const found = elements.get(name)
    if (found === undefined) elements.set(name, [value])
    else found.push(value)
  }
  return { start: node.start, members, elements }
}

export const draftOf = (root: JsonNode, kind: PolicyKind, bucket?: string): Draft => {
  const members = membersOf(root)
  const named = (name: string) => members.find(member => member.name === name)?.value
  const version = named('Version')
  const statement = named('Statement')
  return {
    root,
    members,
    ...(version !== undefined && { version }),
    ...(statement !== undefined && { statement }),
    statements: itemsOf(statement).map(statementOf),
    kind,
    ...(bucket !== undefined && { bucket }),
  }
}

/** The texts of an element that is a text or a list of texts; numbers and truth values as they are written. */
export const textsOf = (node: JsonNode | undefined): readonly Text[] =>
  itemsOf(node).flatMap(({ start, ...item }) => ('value' in item ? [{ text: item.value, start }] : []))

export const textsIn = (statement: DraftStatement, element: string): readonly Text[] =>
  (statement.elements.get(element) ?? []).flatMap(textsOf)

/** Each key of each operator of a statement's conditions. */
export const conditionsIn = (statement: DraftStatement) =>
  (statement.elements.get('Condition') ?? []).flatMap(block =>
    membersOf(block).flatMap(operator =>
      membersOf(operator.value).map(({ name, start, value }) => ({
        operator: operator.name,
        key: name,
        start,
        values: textsOf(value),
      })),
    ),
  )

import type { CloudFormationOptions } from './cloudformation/scope.js'
import { isTemplate, openCloudFormation } from './cloudformation.js'
import type { Inventory } from './inventory.js'
import type { Placed } from './placed.js'
import { isPulumi, openPulumi, type PulumiOptions } from './pulumi.js'
import type { ReadDocument } from './read-document.js'
import { isTerraform, openTerraform, type TerraformOptions } from './terraform.js'

/** What an option of a format takes: one text, a list of texts, or values by names. */
export type OptionKind = 'text' | 'texts' | 'values'

/** One way in which tools write down what they deploy. */
export interface SourceFormat {
  /** Member of a policy, and of `from`, that names the file. */
  readonly name: string
  readonly says: string
  readonly options: Readonly<Record<string, { readonly kind: OptionKind; readonly says: string }>>
  /** Whether a document looks like one. */
  fits(root: Placed): boolean
  open(document: ReadDocument, options: Readonly<Record<string, unknown>>, file?: string): Inventory
}

const account = { kind: 'text', says: 'Twelve digits of the account; 123456789012 if absent.' } as const
const region = { kind: 'text', says: 'Region of the stack; us-east-1 if absent.' } as const
const without = { kind: 'texts', says: 'Resources that are left out, by name.' } as const

export const formats: readonly SourceFormat[] = [
  {
    name: 'cloudformation',
    says: 'A template of CloudFormation, CDK, SAM or Serverless: its file, or the template itself.',
    options: {
      parameters: { kind: 'values', says: 'Values of the parameters.' },
      ...{ account, region },
      partition: { kind: 'text', says: "Of the ARNs; the region's own if absent." },
      stackName: { kind: 'text', says: "Name of the stack; the file's if absent." },
      imports: { kind: 'values', says: 'Values of exports of other stacks, by name.' },
      stacks: { kind: 'texts', says: 'Templates of the stacks whose exports it imports.' },
      names: { kind: 'values', says: 'Names of resources that CloudFormation names itself, by logical name.' },
      attributes: {
        kind: 'values',
        says: 'What only the deployed stack knows: `Table.StreamArn`, or `Table` for Ref.',
      },
      without,
    },
    fits: isTemplate,
    open: (document, options, file) => openCloudFormation(document, options as CloudFormationOptions, file),
  },
  {
    name: 'terraform',
    says: 'What `terraform show -json`, or `tofu show -json`, prints of a plan or a state.',
    options: {
      values: { kind: 'values', says: 'What is known only after apply: `aws_iam_policy.uploader.policy`.' },
      account,
      without,
    },
    fits: isTerraform,
    open: (document, options) => openTerraform(document, options as TerraformOptions),
  },
  {
    name: 'pulumi',
    says: 'What `pulumi stack export`, `pulumi preview --json` or `sst state export` prints.',
    options: {
      values: { kind: 'values', says: 'What is known only after it is deployed: `uploader.policy`.' },
      account,
      without,
    },
    fits: isPulumi,
    open: (document, options) => openPulumi(document, options as PulumiOptions),
  },
]

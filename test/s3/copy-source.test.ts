import { expect, test } from 'vitest'
import cases from '../../fixtures/s3/copy-source.json' with { type: 'json' }
import { copySourceContext, parseCopySource } from '../../src/s3/object/copy-source.js'

test.each(cases.read)('reads a copy source: $name', ({ name: _, value, ...address }) => {
  expect(parseCopySource(value)).toEqual(address)
})

test.each(cases.refused)('refuses a copy source: $name', ({ value }) => {
  expect(() => parseCopySource(value)).toThrow(
    expect.objectContaining({
      code: 'InvalidArgument',
      details: expect.objectContaining({ ArgumentName: 'x-amz-copy-source' }),
    }),
  )
})

test('refuses an access point by name', () => {
  const value = 'arn:aws:s3:us-west-2:123456789012:accesspoint/mine/object/k'

  expect(() => parseCopySource(value)).toThrow(expect.objectContaining({ code: 'NotImplemented', status: 501 }))
})

test('supplies the condition key without a leading slash and without the version', () => {
  expect(copySourceContext(parseCopySource('/b/a%20b?versionId=v1'))).toEqual({ 's3:x-amz-copy-source': 'b/a b' })
})

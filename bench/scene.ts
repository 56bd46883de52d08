import type { Scene } from 'tigris-mock'
import { bucket, doomed, keys, large, listed, small } from './operations.js'

const page = Object.fromEntries(keys.map(key => [key, 'x']))

/** Three buckets, and a key that may use them by a policy of the size that applications have. */
export const scene = {
  buckets: {
    [bucket]: { objects: { small, large } },
    [listed]: { objects: page },
    [doomed]: { objects: page },
  },
  keys: {
    runner: {
      policies: [
        {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'list',
              Effect: 'Allow',
              Action: 's3:ListBucket',
              Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${listed}`],
            },
            {
              Sid: 'use',
              Effect: 'Allow',
              Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
              Resource: [`arn:aws:s3:::${bucket}/*`, `arn:aws:s3:::${doomed}/*`],
              Condition: { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '127.0.0.0/8'] } },
            },
            { Sid: 'keep', Effect: 'Deny', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${bucket}/large` },
          ],
        },
      ],
    },
  },
} satisfies Scene

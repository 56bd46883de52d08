import S3rver from 's3rver'

/** Starts s3rver on any free port, and gives it. */
export const start = async (directory, buckets) => {
  const configureBuckets = buckets.map(name => ({ name }))
  const options = { address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets }
  const { port } = await new S3rver(options).run()
  return port
}

/** `Owner` of a bucket, an object or an upload, by its canonical id. S3 no longer tells display names. */
export const ownerOf = (id: string): { readonly ID: string } => ({ ID: id })

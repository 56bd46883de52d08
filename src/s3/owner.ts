/** `Owner` of a bucket, an object or an upload, by its canonical id; objects and uploads no longer tell the name. */
export const ownerOf = (
  id: string,
  displayName?: string,
): { readonly ID: string; readonly DisplayName: string | undefined } => ({ ID: id, DisplayName: displayName })

/** Domains that serve public objects, interchangeable: https://www.tigrisdata.com/docs/buckets/public-bucket/ */
export const contentHosts = ['t3.tigrisfiles.io', 't3.tigrisbucket.io', 't3.tigrisblob.io']

import type { Client, Step, Target, Workspace } from './client.js'
import * as checks from './workspace.js'

interface MinioModule {
  minioSteps(target: Target, workspace: Workspace, check: typeof checks): readonly Step[]
}

/** minio-js, once it is installed. */
export const loadMinio = async (): Promise<Client> => {
  const place = new URL('./minio.mjs', import.meta.url).href
  const { minioSteps } = (await import(place)) as MinioModule
  return { name: 'minio-js', steps: (target, workspace) => minioSteps(target, workspace, checks) }
}

export interface World {
  readonly name: string
}

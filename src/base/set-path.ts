/** True for a set file (`boot.set.yaml`), and for the name that a naming rule gives a set (`0123-red.set`). */
export function isSetPath(path: string): boolean {
  return /\.set(?:\.ya?ml)?$/i.test(path)
}

/** True for a set that is a file. */
export function isSetFile(path: string): boolean {
  return /\.set\.ya?ml$/i.test(path)
}

/** Files that come one after the other and stand in one folder. */
export interface FolderRun<T> {
  /** Site path; '' is the root. */
  folder: string
  files: T[]
}

/**
 * Files as runs of one folder each. Of sorted paths, nearly every one stands beside the one before it; to look that up for
 * each takes longer than all else that is asked of a hundred thousand.
 */
export function folderRuns<T extends { path: string }>(files: Iterable<T>): FolderRun<T>[] {
  const runs: FolderRun<T>[] = []
  let run: FolderRun<T> | undefined
  for (const file of files) {
    const length = Math.max(0, file.path.lastIndexOf('/'))
    if (run?.folder.length !== length || !file.path.startsWith(run.folder)) {
      run = { folder: file.path.slice(0, length), files: [] }
      runs.push(run)
    }
    run.files.push(file)
  }
  return runs
}

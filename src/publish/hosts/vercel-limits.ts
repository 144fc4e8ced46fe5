// https://vercel.com/docs/project-configuration/vercel-json: a file with more is refused, and the deployment with it.

/** Entries of `redirects`, and of `headers`. */
export const MOST_ENTRIES = 2048
/** Characters of a `source`, a `destination` and a header's value. */
export const LONGEST_SOURCE = 4096

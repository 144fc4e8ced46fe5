/** Settings of one profile, by lower-case name. */
export type Profile = Readonly<Record<string, string | undefined>>

/**
 * Reads the INI files that Amazon's tools share: `[name]` or `[profile name]`, `key = value`, comments with `#` or `;`.
 * Nested settings (indented lines below a key without a value) are passed over.
 */
export function parseProfiles(text: string): Map<string, Profile> {
  const profiles = new Map<string, Record<string, string>>()
  let current: Record<string, string> | undefined
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*(?:profile\s+)?(["']?)([^\]]*?)\1\s*\]\s*(?:[#;].*)?$/.exec(line)?.[2]
    if (section !== undefined) {
      current = profiles.get(section) ?? {}
      profiles.set(section, current)
      continue
    }
    const setting = /^([\w-]+)\s*=\s*(.*?)\s*(?:\s[#;].*)?$/.exec(line)
    if (setting && current) current[(setting[1] ?? '').toLowerCase()] = setting[2] ?? ''
  }
  return profiles
}

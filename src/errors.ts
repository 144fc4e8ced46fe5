import type { Place, Problem } from './types.js'

/**
 * The catalogue of everything the plugin can complain about. A code is for ever: people search for it
 * and machines branch on it. A message says what happened and why; a hint says what to do.
 */
const catalogue = {
  'invalid-option': (a: { option: string; expected: string; received: string; suggestion?: string }) => ({
    message: `Expected ${a.expected} for option "${a.option}" but received ${a.received}.`,
    hint: didYouMean(a.suggestion),
  }),
  'unknown-option': (a: { option: string; where: string; suggestion?: string }) => ({
    message: `Unknown option "${a.option}" in ${a.where}.`,
    hint: didYouMean(a.suggestion),
  }),
  'unknown-preset': (a: { preset: string; suggestion?: string; known: readonly string[]; wantedBy?: string }) => ({
    message: `There is no preset named "${a.preset}"${a.wantedBy ? `, which ${a.wantedBy} asks for` : ''}.`,
    hint: `${didYouMean(a.suggestion) ?? ''} Presets: ${a.known.join(', ')}.`.trim(),
  }),
  'preset-name-taken': (a: { name: string; option: string; owner: string }) => ({
    message: `The name "${a.name}" in "${a.option}" is that of a preset in "${a.owner}", so nobody could tell which one a reference means.`,
    hint: 'Give one of them another name.',
  }),
  'preset-unfit': (a: { path: string; preset: string; family: string }) => ({
    message: `The preset "${a.preset}" is for ${a.family}s, which "${a.path}" is not.`,
    hint: 'Name a preset that is for it.',
  }),
  'film-pending': (a: { path: string }) => ({
    message: `"${a.path}" is not encoded yet.`,
    hint: 'Run "renditions encode", or set the option "pending" to "wait".',
  }),
  'film-over-limit': (a: { path: string; preset: string; found: string; most: string }) => ({
    message: `"${a.path}" has ${a.found}, but the preset "${a.preset}" takes ${a.most} at most.`,
    hint: 'Cut the film, name another preset, or raise "maxSeconds" or "maxMegabytes" in it.',
  }),
  'codec-missing': (a: { path: string; preset: string; codecs: readonly string[]; isMade: boolean }) => ({
    message: `The encoder here has no ${a.codecs.join(', ')}, which the preset "${a.preset}" asks for; "${a.path}" ${a.isMade ? 'does without' : 'is published as it is'}.`,
    hint: 'Install an ffmpeg that has it ("ffmpeg -encoders" lists them), or take it out of the preset.',
  }),
  'film-grey': (a: { path: string }) => ({
    message: `"${a.path}" is in HDR, and the encoder here cannot make SDR of it: it will look grey.`,
    hint: 'Install an ffmpeg with the filter zscale, or set "hdr: \'keep\'" and a codec that can hold it.',
  }),
  'unknown-viewer': (a: { viewer: string; suggestion?: string; known: readonly string[]; wantedBy?: string }) => ({
    message: `There is no viewer named "${a.viewer}"${a.wantedBy ? `, which ${a.wantedBy} asks for` : ''}.`,
    hint: `${didYouMean(a.suggestion) ?? ''} Viewers: ${a.known.join(', ')}.`.trim(),
  }),
  'unknown-attribute': (a: { attribute: string; suggestion?: string }) => ({
    message: `"${a.attribute}" is not something a reference can ask for.`,
    hint: didYouMean(a.suggestion),
  }),
  'unsafe-attribute': (a: { attribute: string }) => ({
    message: `"${a.attribute}" may not be set from Markdown; it was left out.`,
    hint: 'Handlers and styles belong in the layout, a script or a style sheet.',
  }),
  'invalid-attribute': (a: { attribute: string; expected: string; received: string; suggestion?: string }) => ({
    message: `Expected ${a.expected} for "${a.attribute}" but received "${a.received}".`,
    hint: didYouMean(a.suggestion),
  }),
  'style-imported': (a: { url: string }) => ({
    message: `"${a.url}" reaches a style sheet by @import, @use, a mixin or a variable, where a wish is not seen.`,
    hint: 'Write it as a url() in the style sheet that a page links to or a script imports, as a custom property for instance.',
  }),
  'asset-not-found': (a: { url: string; tried: readonly string[]; nearest?: string }) => ({
    message: `No file for "${a.url}". Tried: ${a.tried.join(', ')}.`,
    hint: a.nearest ? `Did you mean "${a.nearest}"?` : undefined,
  }),
  'asset-moved': (a: { url: string; to: string }) => ({
    message: `"${a.url}" has moved to "${a.to}".`,
    hint: `Run "renditions mv --fix" to rewrite every reference, or change this one.`,
  }),
  'asset-outside': (a: { url: string }) => ({
    message: `"${a.url}" leads outside the asset folders.`,
    hint: 'Move the file into an asset folder, or add its folder to the "assets" option.',
  }),
  'asset-case': (a: { url: string; actual: string }) => ({
    message: `"${a.url}" is written "${a.actual}" on disk; the difference breaks on other systems.`,
    hint: 'Write the name exactly as it is on disk.',
  }),
  'asset-collision': (a: { paths: readonly string[] }) => ({
    message: `These files differ only by case or Unicode form, and are one file on other systems: ${a.paths.join(', ')}.`,
    hint: 'Rename one of them.',
  }),
  'asset-unpublished': (a: { path: string; state: string; reason: string }) => ({
    message: `"${a.path}" is ${a.state}: ${a.reason}.`,
    hint: 'Publish it in its sidecar, or take the reference out.',
  }),
  'asset-selective': (a: { path: string; target: string }) => ({
    message: `"${a.path}" goes to the target "${a.target}" and to no other, but here Vite would put it into the output.`,
    hint: 'Ask for it with a preset, or link to it; or say "publish: immediate" in its sidecar.',
  }),
  'asset-replaced': (a: { path: string; state: string; reason: string; fallback: string }) => ({
    message: `"${a.path}" is ${a.state}: ${a.reason}. "${a.fallback}" is shown instead.`,
    hint: 'Publish it in its sidecar, or take the reference out.',
  }),
  'asset-previewed': (a: { path: string; state: string; reason: string }) => ({
    message: `"${a.path}" is in this preview only; it is ${a.state}: ${a.reason}.`,
  }),
  'fallback-unusable': (a: { path: string; state: string; fallback: string; reason: string }) => ({
    message: `"${a.path}" is ${a.state}, and its fallback "${a.fallback}" cannot stand in: ${a.reason}.`,
    hint: 'Name a fallback that is published.',
  }),
  'unknown-target': (a: { target: string; suggestion?: string; known: readonly string[]; wantedBy?: string }) => ({
    message: `There is no target named "${a.target}"${a.wantedBy ? `, which ${a.wantedBy} asks for` : ''}.`,
    hint: `${didYouMean(a.suggestion) ?? ''} Targets: ${a.known.join(', ')}.`.trim(),
  }),
  'target-missing': (a: { path: string }) => ({
    message: `"${a.path}" is to be published selectively, but nothing says to which target.`,
    hint: 'Add "target: NAME" to its sidecar, its folder\'s "_media.yaml" or its profile, or set the "target" option.',
  }),
  'target-unused': (a: { target: string; mode: string; path?: string }) => ({
    message: `The target "${a.target}"${a.path ? ` of "${a.path}"` : ''} means nothing with "publish: ${a.mode}".`,
    hint: 'Say "publish: selective" beside it to publish to that target and to no other, or take "target" out.',
  }),
  'preview-folder': (a: { folder: string; reason: string; todo: string }) => ({
    message: `"${a.folder}" ${a.reason}. Nothing was changed.`,
    hint: a.todo,
  }),
  'use-breaks': (a: { path: string }) => ({
    message: `"${a.path}" is needed here, and would be published no more.`,
    hint: 'Take the reference out, or name a "fallback" that is published.',
  }),
  'use-replaced': (a: { path: string; fallback: string }) => ({
    message: `"${a.path}" is needed here; "${a.fallback}" would be shown instead.`,
  }),
  'state-unwritable': (a: { reason: string; stuck: readonly string[] }) => ({
    message:
      a.stuck.length === 0
        ? `The sidecars could not be written and are as they were: ${a.reason}.`
        : `The sidecars could not be written (${a.reason}), and these could not be put back: ${a.stuck.join('; ')}.`,
  }),
  'asset-not-a-file': (a: { path: string; what: string }) => ({
    message: `"${a.path}" is ${a.what}, not a file.`,
  }),
  'asset-unreadable': (a: { path: string; reason: string }) => ({
    message: `"${a.path}" cannot be read: ${a.reason}.`,
  }),
  'asset-empty': (a: { path: string }) => ({ message: `"${a.path}" is empty (0 bytes).` }),
  'asset-lfs-pointer': (a: { path: string }) => ({
    message: `"${a.path}" is a Git LFS pointer, not the file itself.`,
    hint: 'Run "git lfs pull" (in CI: check out with LFS), then build again.',
  }),
  'asset-unknown-type': (a: { path: string; found: string }) => ({
    message: `"${a.path}" is nothing that can be rendered: ${a.found}.`,
  }),
  'asset-extension': (a: { path: string; actual: string }) => ({
    message: `"${a.path}" is really ${a.actual}; it is treated as that.`,
    hint: 'Rename the file to match what it is.',
  }),
  'asset-heic': (a: { path: string }) => ({
    message: `"${a.path}" is HEIC (iPhone), which the prebuilt sharp cannot decode.`,
    hint: 'Convert it to JPEG first (macOS: sips -s format jpeg; Linux: heif-convert), or set the iPhone camera to "Most Compatible".',
  }),
  'asset-too-large': (a: { path: string; limit: string; found: string; viewer?: string; parts?: string }) => ({
    message: `"${a.path}" is over the limit of ${a.limit}: ${a.found}.`,
    hint: `Shrink the source, or raise the limit with the "limits" option.${a.viewer ? ` Viewer "${a.viewer}" takes it as it is.` : ''}${a.parts ? ` For viewer "deep-zoom", which takes larger ones in parts, it has to be ${a.parts}.` : ''}`,
  }),
  'tiles-too-many': (a: { path: string; files: number; most: number }) => ({
    message: `The tiles of "${a.path}" would be ${a.files} files; the limit is ${a.most}.`,
    hint: 'Shrink the source, or raise "limits.tileFiles" if your host takes as many.',
  }),
  'tiles-too-large': (a: { path: string; megabytes: number; files: number; most: number }) => ({
    message: `The tiles of "${a.path}" are ${a.megabytes} MB in ${a.files} files; the limit is ${a.most} MB.`,
    hint: 'Give the preset that its viewer names as "large" a lower quality for JPEG, or raise "limits.tileMegabytes".',
  }),
  'asset-damaged': (a: { path: string; reason: string }) => ({
    message: `"${a.path}" is damaged: ${a.reason}.`,
    hint: 'Export it again from its source.',
  }),
  'asset-changed': (a: { path: string }) => ({
    message: `"${a.path}" changed while it was being read.`,
    hint: 'Build again once the file is complete.',
  }),
  'original-private': (a: { path: string; tells: readonly string[] }) => ({
    message: `"${a.path}" may be published untouched, by "original: true", but it tells ${a.tells.join(' and ')}. The original was left out.`,
    hint: 'Take that out of the file (exiftool -all= -icc_profile:all FILE), or take "original: true" back.',
  }),
  'render-timeout': (a: { path: string; seconds: number }) => ({
    message: `Rendering "${a.path}" took over ${a.seconds} s and was stopped.`,
    hint: 'The file may be hostile or needlessly complex. Simplify it, or raise "limits.seconds".',
  }),
  'render-memory': (a: { path: string; megabytes: number }) => ({
    message: `Rendering "${a.path}" needed over ${a.megabytes} MB and was stopped.`,
    hint: 'Shrink the source, or raise "limits.memory".',
  }),
  'render-crashed': (a: { path: string; reason: string }) => ({
    message: `The renderer died on "${a.path}": ${a.reason}.`,
  }),
  'render-impossible': (a: { path: string; reason: string }) => ({
    message: `"${a.path}" cannot be rendered as asked: ${a.reason}.`,
    hint: 'Change the preset or the reference.',
  }),
  'encoder-missing': (a: { lacks: string; install: string }) => ({
    message: `Films and sounds are published as they are, since there is no encoder: ${a.lacks}.`,
    hint: `Install ffmpeg (${a.install}), or say where it is with the option "ffmpeg", or run "npm install --save-dev @mediabunny/server", which has one inside. "ffmpeg: false" says that this is wanted.`,
  }),
  'encoder-failed': (a: { path: string; reason: string }) => ({
    message: `ffmpeg failed on "${a.path}": ${a.reason}.`,
  }),
  'film-timeout': (a: { path: string; seconds: number }) => ({
    message: `Encoding "${a.path}" took over ${a.seconds} s and was stopped.`,
    hint: 'The file may be hostile, or the machine too slow for what is asked. Shorten the film, or ask for fewer qualities.',
  }),
  'film-memory': (a: { path: string; megabytes: number }) => ({
    message: `Encoding "${a.path}" needed over ${a.megabytes} MB and was stopped.`,
    hint: 'Shrink the source, or raise "limits.filmMemory".',
  }),
  'film-output': (a: { path: string; megabytes: number }) => ({
    message: `What is made of "${a.path}" became larger than ${a.megabytes} MB, and encoding was stopped.`,
    hint: 'The file may be hostile. Shorten the film, or ask for fewer qualities.',
  }),
  'film-stopped': (a: { path: string }) => ({
    message: `Encoding "${a.path}" was stopped.`,
  }),
  'film-damaged': (a: { path: string; reason: string }) => ({
    message: `"${a.path}" cannot be used: ${a.reason}.`,
    hint: 'Export it again from its source.',
  }),
  'crop-missing': (a: { path: string; name: string; suggestion?: string; known: readonly string[] }) => ({
    message: `"${a.path}" has no crop named "${a.name}", so its focal point decides.`,
    hint: `${didYouMean(a.suggestion) ?? ''} ${a.known.length > 0 ? `It has: ${a.known.join(', ')}.` : 'Add it to "crops" in its sidecar.'}`.trim(),
  }),
  'crop-extreme': (a: { path: string; rule: string; width: number; height: number }) => ({
    message: `"${a.path}" (${a.width} × ${a.height}) is too long and thin for an "${a.rule}" crop; it was cropped at its centre.`,
    hint: 'Say crop: "centre" or give a focal point.',
  }),
  'sharp-too-old': (a: { found: string; needed: string }) => ({
    message: `sharp ${a.found} is installed; ${a.needed} or newer is needed because older ones run code from crafted AVIF files.`,
    hint: 'Run "npm install sharp@latest".',
  }),
  'sidecar-malformed': (a: { reason: string }) => ({ message: `The sidecar cannot be read: ${a.reason}.` }),
  'hotspot-dialog': (a: { label: string; left: readonly string[] }) => ({
    message: `The dialog of the hotspot "${a.label}" holds what it cannot show: ${a.left.join(', ')}. It was left out.`,
    hint: 'Text, lists, tables and links can be shown.',
  }),
  'hotspot-cut-off': (a: { label: string; path: string; preset: string; shownAt: string }) => ({
    message: `The hotspot "${a.label}" lies outside what the preset "${a.preset}" shows of "${a.path}" at ${a.shownAt}; it was left out there.`,
    hint: 'Move the focal point, choose another crop, or another preset.',
  }),
  'hotspot-unplaced': (a: { path: string; preset: string; what: string; shownAt: string }) => ({
    message: `The hotspots of "${a.path}" were left out at ${a.shownAt}: where they are after ${a.what} (preset "${a.preset}") is known to the encoder alone.`,
    hint: 'Use crop: "focal", "centre" or a point, and no trim.',
  }),
  'viewer-in-paragraph': (a: { url: string }) => ({
    message: `What shows "${a.url}" is no part of a line of text, and browsers end the <p> around it, so that it stays without its viewer.`,
    hint: 'Put it beside the <p>, or make that a <div>.',
  }),
  'hotspot-nowhere': (a: { path: string; where: string; shownAt: string }) => ({
    message: `The hotspots of "${a.path}" were left out at ${a.shownAt}: ${a.where}.`,
  }),
  'set-malformed': (a: { reason: string }) => ({ message: `The set cannot be read: ${a.reason}.` }),
  'set-empty': (a: { pattern: string }) => ({
    message: `No file matches "${a.pattern}".`,
    hint: 'A pattern is relative to the file it stands in; "/" at its start means the root of the site.',
  }),
  'set-circular': (a: { path: string }) => ({ message: `The set "${a.path}" is a member of itself.` }),
  'set-viewer': (a: { viewer: string; known: readonly string[] }) => ({
    message: `The viewer "${a.viewer}" shows one thing, and this is a set.`,
    hint: `Viewers of sets: ${a.known.join(', ')}.`,
  }),
  'set-compare': (a: { count: number }) => ({
    message: `Before and after are two pictures, and this set has ${a.count}.`,
  }),
  'set-member': (a: { path: string; viewer: string; what: string }) => ({
    message: `"${a.path}" is ${a.what}, which the viewer "${a.viewer}" does not show.`,
    hint: 'The viewer "mixed" shows everything in one set.',
  }),
  'set-targets': (a: { targets: readonly string[] }) => ({
    message: `The members of this set go to different targets: ${a.targets.join(', ')}.`,
    hint: 'Publish them all to one, or show them by themselves.',
  }),
  'link-unsafe': (a: { link: string }) => ({
    message: `"${a.link}" is no address that a picture may lead to.`,
    hint: 'Write a path, or a URL that begins with https:, http:, mailto:, tel: or sms:.',
  }),
  'set-content': (a: { what: string }) => ({
    message: `A set holds pictures and other media; ${a.what} has no place in its viewer.`,
    hint: 'Take it out of the set; words belong in the title of a picture: ![alt](a.jpg "title").',
  }),
  'set-unmatched': (a: { rule: string; files: readonly string[]; more: number }) => ({
    message: `No naming rule for sets (${a.rule}) matches: ${a.files.join(', ')}${a.more > 0 ? ` and ${a.more} more` : ''}.`,
    hint: 'Rename them, or narrow "in" of the rule.',
  }),
  'sidecar-name': (a: { name: string; wanted: string }) => ({
    message: `"${a.name}" looks like a sidecar, but nothing reads it under that name.`,
    hint: `Rename it to "${a.wanted}".`,
  }),
  'viewer-unfit': (a: { path: string; kind: string; viewer: string; fitting?: string }) => ({
    message: `"${a.path}" is of the kind "${a.kind}", which the viewer "${a.viewer}" does not show.`,
    hint: a.fitting === undefined ? 'Choose a viewer of pictures, or none.' : `Its viewer is "${a.fitting}".`,
  }),
  'track-format': (a: { path: string }) => ({
    message: `"${a.path}" is neither WebVTT nor SRT, which captions and other tracks have to be.`,
    hint: 'Convert it, for instance with ffmpeg: a .vtt file that begins with the line "WEBVTT".',
  }),
  'track-encoding': (a: { path: string }) => ({
    message: `"${a.path}" is not UTF-8 from this byte on, so its letters would be wrong.`,
    hint: 'Save it as UTF-8, for instance with: iconv -f WINDOWS-1252 -t UTF-8.',
  }),
  'track-header': (a: { path: string }) => ({
    message: `The line after "WEBVTT" in "${a.path}" has to be empty; browsers take it for a part of the head.`,
    hint: 'Put an empty line before it.',
  }),
  'track-time': (a: { path: string; found: string }) => ({
    message: `"${cut(a.found)}" in "${a.path}" are no times, so browsers leave this cue out.`,
    hint: 'Write them as "00:01.000 --> 00:02.500", or "01:00:01.000" with hours.',
  }),
  'track-end': (a: { path: string; found: string }) => ({
    message: `A cue of "${a.path}" ends before it begins, or at once ("${cut(a.found)}"), so it is never shown.`,
  }),
  'track-order': (a: { path: string; found: string }) => ({
    message: `A cue of "${a.path}" begins before the one above it, at line ${a.found}.`,
    hint: 'Sort the cues by their start.',
  }),
  'track-id': (a: { path: string; found: string }) => ({
    message: `There are two cues named "${cut(a.found)}" in "${a.path}".`,
    hint: 'Give each a name of its own, or none.',
  }),
  'track-nesting': (a: { path: string; found: string }) => ({
    message: `The chapter "${cut(a.found)}" of "${a.path}" begins inside another one and ends after it.`,
    hint: 'Let each end before the next begins, or lie within it.',
  }),
  'track-empty': (a: { path: string }) => ({
    message: `There is no cue in "${a.path}".`,
  }),
  'embed-poster': (a: { url: string; provider: string }) => ({
    message: `"${a.url}" has no poster, and a build asks no other site for one, ${a.provider} included.`,
    hint: 'Name a picture of this site: ::media[The talk]{src="…" poster="media/talk.jpg"}, or poster="…" on the <img>.',
  }),
  'film-unplayable': (a: { path: string; format: string }) => ({
    message: `"${a.path}" is ${a.format}, which many browsers do not play.`,
    hint: 'Convert it to MP4 (H.264 and AAC) or WebM.',
  }),
  'usdz-format': (a: { path: string }) => ({
    message: `"${a.path}" is no USDZ file, which iPhones want for the room.`,
    hint: 'Convert the model, for instance with Reality Converter or Blender, or leave "usdz" out: one is made from the model.',
  }),
  'model-decoder': (a: { path: string; need: 'draco' | 'ktx2' }) => ({
    message:
      a.need === 'draco'
        ? `"${a.path}" is compressed with Draco, and nothing says where its decoder is, so it cannot be shown.`
        : `"${a.path}" has textures in KTX2, and nothing says where their decoder is, so it cannot be shown.`,
    hint: `Copy "${a.need === 'draco' ? 'draco' : 'basis'}" of three's "examples/jsm/libs" into a folder of "publicDir", and name that folder: decoders: "/decoders".`,
  }),
  'model-meshopt': (a: { path: string }) => ({
    message: `"${a.path}" is compressed with Meshopt, which the viewer does not read, so it cannot be shown.`,
    hint: 'Compress it with Draco, or not at all.',
  }),
  'model-files': (a: { path: string }) => ({
    message: `"${a.path}" needs other files, which are not published with it, so it cannot be shown whole.`,
    hint: 'Export it as one GLB with everything inside.',
  }),
  'page-undrawn': (a: { path: string; package: string }) => ({
    message: `"${a.path}" is shown as a link without its first page, which only the package "${a.package}" can draw.`,
    hint: `Run "npm install --save-dev ${a.package}".`,
  }),
  'page-damaged': (a: { path: string; reason: string }) => ({
    message: `The first page of "${a.path}" cannot be drawn: ${a.reason}.`,
    hint: 'It is shown as a link without a picture. Give it one with "poster" in its sidecar.',
  }),
  'alt-missing': (a: { path: string }) => ({
    message: `The picture "${a.path}" has no alt text.`,
    hint: 'Add alt="…" here (alt="" if it is decoration), or "alt" in its sidecar.',
  }),
  'ledger-damaged': (a: { path: string; reason: string; movedTo?: string }) => ({
    message: `The ledger "${a.path}" is damaged (${a.reason}). ${
      a.movedTo
        ? `It was moved to "${a.movedTo}" and rebuilt from the output.`
        : 'What can be read of it and of the output is used; the next build repairs it.'
    }`,
    hint: a.movedTo ? 'Compare the two files, or restore the ledger from git.' : 'Restore the ledger from git.',
  }),
  'ledger-newer': (a: { path: string; version: number }) => ({
    message: `The ledger "${a.path}" has version ${a.version}, written by a newer vite-plugin-renditions.`,
    hint: 'Update the package.',
  }),
  'ledger-conflict': (a: { path: string; line: number }) => ({
    message: `The ledger "${a.path}" has git conflict markers at line ${a.line}. Nothing was changed.`,
    hint: 'Keep both sides of the conflict (one line per asset), delete the markers, and build again.',
  }),
  'ledger-frozen': (a: { changes: readonly string[] }) => ({
    message: `The ledger is frozen, but this build would change it: ${a.changes.join('; ')}.`,
    hint: 'Run a build on your machine and commit renditions.lock.',
  }),
  'removal-guard': (a: { removals: number; live: number }) => ({
    message: `This run would remove ${a.removals} of ${a.live} live addresses, which looks like a mistake. Nothing was removed.`,
    hint: 'Check that the asset folders are complete; if it is meant, run again with RENDITIONS_CONFIRM=1 or --confirm.',
  }),
  'target-conflict': (a: { address: string }) => ({
    message: `A file we did not make stands at "${a.address}" in the target. It was left as it is.`,
    hint: 'Move that file away, or rename the asset.',
  }),
  'target-changed': (a: { target: string }) => ({
    message: `Somebody else published to "${a.target}" meanwhile. Nothing of theirs was changed.`,
    hint: 'Run it again.',
  }),
  'hook-failed': (a: { target: string; reason: string }) => ({
    message: `Everything is published to "${a.target}", but "onPublished" failed: ${a.reason}.`,
    hint: 'Mend the function in the Vite config; the URLs are in the purge list in the cache folder.',
  }),
  'pages-failed': (a: { command: string; reason: string }) => ({
    message: `"${a.command}", which brings the pages live, failed: ${a.reason}. Renditions are there; nothing was removed.`,
    hint: 'Mend it and run this again; it goes on where it stopped.',
  }),
  'ledger-older': (a: { target: string; addresses: readonly string[] }) => ({
    message: `"${a.target}" has published ${a.addresses.length} addresses that this ledger does not know (${a.addresses.slice(0, 3).join(', ')}${a.addresses.length > 3 ? ' …' : ''}): it is older than what is live. Nothing was changed.`,
    hint: 'Merge the ledger of the last publish and build again; if these addresses may die, run again with --confirm.',
  }),
  'stage-missing': () => ({
    message: 'There is nothing to publish: no build has left anything for other targets here.',
    hint: 'Run "vite build" first, with the same cache folder.',
  }),
  'stage-outdated': (a: { path: string }) => ({
    message: `"${a.path}" changed since the last build, so what that build made is not what should be published.`,
    hint: 'Run "vite build" again, then "renditions publish".',
  }),
  'stage-preview': () => ({
    message: 'The last build was a preview: it holds what is not to be published, so nothing was sent.',
    hint: 'Run "vite build" without RENDITIONS_PREVIEW, then "renditions publish".',
  }),
  'target-refused': (a: { target: string; path: string; reason: string }) => ({
    message: `"${a.target}" does not let us at "${a.path}": ${a.reason}. What was published before is untouched.`,
    hint: 'Check the credentials and what they allow, then run it again.',
  }),
  'target-unreachable': (a: { target: string; path: string; reason: string }) => ({
    message: `"${a.target}" cannot be reached for "${a.path}": ${a.reason}. What was published before is untouched.`,
    hint: 'Run it again; it goes on where it stopped.',
  }),
  'target-command': (a: { target: string; program: string; phase: string; reason: string; output: string }) => ({
    message: `"${a.program}" did not do what "${a.target}" needs (${a.phase}): ${a.reason}. What was published before is on record as it was.${
      a.output && ` It said at last:\n${a.output}\n`
    }`,
    hint: 'Run it again; what may have been sent already is sent once more.',
  }),
  'target-blind': (a: { target: string }) => ({
    message: `"${a.target}" publishes by a command, so what stands there cannot be listed or compared.`,
    hint: 'Compare it with tools of the place it leads to; the list of what is published is ".vite/renditions.json".',
  }),
  'target-unread': (a: { target: string }) => ({
    message: `Nothing here says what is published to "${a.target}" already: the cache remembers nothing, and there is no "read" command that could fetch the list. Everything wanted is sent; what is there and not wanted any more stays.`,
    hint: 'The first time, that is right. If not, restore the cache, or give the target a "read" command.',
  }),
  'address-reused': (a: { address: string; was: string; now: string }) => ({
    message: `The stable address "${a.address}" belonged to "${a.was}" and would now show "${a.now}".`,
    hint: 'Rename the new asset, or say "reuse: true" in its sidecar.',
  }),
  'redirect-loop': (a: { address: string }) => ({ message: `Redirects from "${a.address}" lead back to it.` }),
  'address-collision': (a: { address: string; paths: readonly string[] }) => ({
    message: `Several assets want the address "${a.address}": ${a.paths.join(', ')}. Only one can have it.`,
    hint: 'Rename one of them.',
  }),
  'stable-missing': (a: { address: string; path: string }) => ({
    message: `"${a.path}" has promised the stable address "${a.address}", but nothing renders it and the target does not hold it.`,
    hint: 'Show the asset with that preset again, or set "stable: true" in its sidecar.',
  }),
  'move-ambiguous': (a: { from: string; to: string; others: readonly string[] }) => ({
    message: `"${a.from}" was taken to have moved to "${a.to}", but it could as well be: ${a.others.join(', ')}. Its old addresses lead to "${a.to}".`,
    hint: 'If that is wrong, correct "path" in renditions.lock; use "renditions mv" to move files exactly.',
  }),
  'move-possible': (a: { from: string; to: string }) => ({
    message: `"${a.from}" is gone and "${a.to}" is new. They have one name but different bytes, so they are taken for two assets.`,
    hint: `If it is one asset, run "renditions mv ${a.from} ${a.to}" to keep its addresses.`,
  }),
  'ledger-missing': (a: { path: string }) => ({
    message: `The ledger "${a.path}" is missing although the output was published with one. It was rebuilt from the output.`,
    hint: 'Restore it from git if it was there, and commit it.',
  }),
  'manifest-damaged': (a: { path: string }) => ({
    message: `The list of published files "${a.path}" in the target is damaged. What could be read of it and of its copy is used; nothing else will be removed.`,
  }),
  'target-edited': (a: { address: string }) => ({
    message: `"${a.address}" in the target was changed by somebody else since it was published.`,
    hint: 'Published files are written by the build: change the source instead.',
  }),
  'target-outside': (a: { address: string }) => ({
    message: `"${a.address}" would be written through a symbolic link out of the target.`,
    hint: 'Replace the link by a folder.',
  }),
  'artifact-damaged': (a: { address: string; storedBy?: string }) => ({
    message: a.storedBy
      ? `"${a.storedBy}" stored other bytes for "${a.address}" than it was sent, or not all of them. They were taken away again.`
      : `The rendition for "${a.address}" is not in the cache as it was recorded.`,
    hint: a.storedBy
      ? 'Something between here and there changes files: look for a proxy or gateway that compresses or converts.'
      : 'Build again; it will be rendered anew.',
  }),
  'target-path': (a: { target: string; path: string; reason: string }) => ({
    message: `"${a.path}" cannot be published to "${a.target}": ${a.reason}.`,
    hint: 'Rename the asset, or shorten the "prefix" of the target.',
  }),
  'package-missing': (a: { package: string; wantedBy: string }) => ({
    message: `The package "${a.package}" is needed for ${a.wantedBy} but is not installed.`,
    hint: `Run "npm install ${a.package}".`,
  }),
  'publish-locked': (a: { target: string; holder: string; file: string }) => ({
    message: `Another run is publishing to "${a.target}" (${a.holder}).`,
    hint: `Wait until it ends. If it is surely dead, delete "${a.file}".`,
  }),
  'redirects-limit': (a: { host: string; file: string; rules: number; longest: number; left: number }) => ({
    message: `${a.host} takes at most ${a.rules} rules of "${a.file}", each of ${a.longest} characters at most: ${a.left} ${a.left === 1 ? 'redirect of ours is' : 'redirects of ours are'} left out, and those addresses answer 404.`,
    hint: 'Remove rules of your own, or let go of old addresses: delete their "former" entries in renditions.lock.',
  }),
  'headers-limit': (a: { host: string; file: string; rules: number; longest: number; left: number }) => ({
    message: `${a.host} takes at most ${a.rules} rules of "${a.file}", with ${a.longest} characters in a line at most: ${a.left} of ours ${a.left === 1 ? 'is' : 'are'} left out, so that those pages are sent without a "Link" header.`,
    hint: 'Those pages load their first picture a moment later. Remove rules of your own to make room.',
  }),
  'host-file-unreadable': (a: { file: string }) => ({
    message: `"${a.file}" is not what its host reads, so our rules were not put into it.`,
    hint: 'It has to be a JSON object, with a list where it has "redirects" or "headers".',
  }),
  'disk-full': (a: { path: string }) => ({
    message: `No space left on the disk (or no inodes) while writing "${a.path}". What was published before is untouched.`,
  }),
  unwritable: (a: { path: string; reason: string }) => ({
    message: `"${a.path}" cannot be written: ${a.reason}. What was published before is untouched.`,
    hint: 'Check who may write there, then build again.',
  }),
  'output-unwritable': (a: { reason: string }) => ({
    message: `The output of this command cannot be written: ${a.reason}. What it was asked to do is done, or told above.`,
  }),
  'memo-damaged': (a: { file: string }) => ({
    message: `"${a.file}" in the cache was changed or removed while the build ran.`,
    hint: 'Build again.',
  }),
  'cache-unwritable': (a: { path: string; reason: string }) => ({
    message: `The cache "${a.path}" cannot be written (${a.reason}); renditions are made again each time.`,
  }),
  'dev-address': (a: { address: string }) => ({
    message: `"${a.address}" is not an address of this site's presets.`,
    hint: 'Dev addresses are written by the pages; reload the page that holds this picture.',
  }),
  'markdown-page': (a: { reason: string }) => ({ message: `The page cannot be made: ${a.reason}.` }),
  'page-collision': (a: { page: string; files: readonly string[] }) => ({
    message: `These would become one page, "${a.page}": ${a.files.join(', ')}.`,
    hint: 'Rename one of them.',
  }),
  'unknown-command': (a: { command: string; suggestion?: string; known: readonly string[] }) => ({
    message: `There is no command "${a.command}".`,
    hint: `${didYouMean(a.suggestion) ?? ''} Commands: ${a.known.join(', ')}.`.trim(),
  }),
  'unknown-flag': (a: { flag: string; command: string; suggestion?: string }) => ({
    message: `"renditions ${a.command}" has no flag "${a.flag}".`,
    hint: didYouMean(a.suggestion) ?? `See "renditions ${a.command} --help".`,
  }),
  'wrong-arguments': (a: { command: string; reason: string }) => ({
    message: `"renditions ${a.command}" cannot do that: ${a.reason}.`,
    hint: `See "renditions ${a.command} --help".`,
  }),
  'plugin-missing': (a: { file?: string }) => ({
    message: a.file ? `"${a.file}" does not use vite-plugin-renditions.` : 'There is no Vite config here.',
    hint: a.file ? 'Add renditions() to its "plugins".' : "Run this in the site's folder, or say --root FOLDER.",
  }),
  'config-unreadable': (a: { reason: string }) => ({ message: `Vite cannot load its config: ${a.reason}.` }),
  'no-such-asset': (a: { path: string; reason: string; nearest?: string }) => ({
    message: `"${a.path}": ${a.reason}.`,
    hint: didYouMean(a.nearest),
  }),
  'move-target-exists': (a: { from: string; to: string; force: boolean }) => ({
    message: `"${a.from}" cannot become "${a.to}", because that is there already. Nothing was changed.`,
    hint: a.force ? 'Choose another name, or replace it with --force.' : 'Choose another name.',
  }),
  'move-failed': (a: { reason: string; stuck: readonly string[] }) => ({
    message:
      a.stuck.length === 0
        ? `The move failed and was undone completely: ${a.reason}.`
        : `The move failed (${a.reason}), and these steps could not be undone: ${a.stuck.join('; ')}.`,
  }),
  'copy-failed': (a: { reason: string; stuck: readonly string[] }) => ({
    message:
      a.stuck.length === 0
        ? `Copying failed and was undone completely: ${a.reason}.`
        : `Copying failed (${a.reason}), and these steps could not be undone: ${a.stuck.join('; ')}.`,
  }),
  'removal-failed': (a: { reason: string; stuck: readonly string[] }) => ({
    message:
      a.stuck.length === 0
        ? `Nothing was removed: it failed and was undone completely (${a.reason}).`
        : `Removing failed (${a.reason}), and these steps could not be undone: ${a.stuck.join('; ')}.`,
  }),
  'asset-in-use': (a: { path: string; uses: number; first: string }) => ({
    message: `"${a.path}" is used in ${a.uses === 1 ? 'one place' : `${a.uses} places`}, first at ${a.first}. Nothing was removed.`,
    hint: 'Take the references out, or remove it all the same with --force.',
  }),
  'asset-uncommitted': (a: { path: string; what: string }) => ({
    message: `"${a.path}" ${a.what}, so it could not be brought back from git. Nothing was removed.`,
    hint: 'Commit it first, or remove it all the same with --force.',
  }),
  'due-overdue': (a: { path: string; what: string; date: string; state: string | undefined }) => ({
    message: `"${a.path}" ${a.what} on ${a.date}, but ${a.state === undefined ? 'it was never published' : `what is live still counts it as ${a.state}`}.`,
    hint: 'Build and publish the site.',
  }),
  'site-missing': (a: { path: string }) => ({
    message: `Code that shows "${a.path}" on other sites needs absolute addresses, but the "site" option is not set.`,
    hint: 'Set it to the origin of the deployed site: renditions({ site: "https://example.org" }).',
  }),
  'no-address': (a: { path: string; reason: string; todo?: string }) => ({
    message: `"${a.path}" has no address to give: ${a.reason}.`,
    hint: a.todo,
  }),
  'asset-unused': (a: { path: string }) => ({ message: `Nothing that can be read refers to "${a.path}".` }),
  'published-missing': (a: { address: string; path: string; target?: string }) => ({
    message: `"${a.address}" is recorded as published${a.path && ` (from "${a.path}")`}, but ${targetOf(a)} does not hold it as it was.`,
    hint:
      a.target && a.target !== 'output'
        ? 'Run "renditions publish --verify".'
        : 'Delete what stands there, if anything does, and build again.',
  }),
  'target-orphan': (a: { address: string; target?: string }) => ({
    message: `"${a.address}" stands among the published files of ${targetOf(a)}, but no record accounts for it.`,
    hint: 'It is left alone. Delete it if nobody needs it.',
  }),
  'credentials-dropped': (a: { path: string }) => ({
    message: `"${a.path}" carries content credentials (C2PA), which its renditions do not have: they vouch for the untouched file.`,
    hint: 'To publish that as well, say "original: true" in its sidecar.',
  }),
  'private-location': (a: { path: string; address: string }) => ({
    message: `"${a.path}" is published as it is (at "${a.address}") and tells where it was taken (GPS).`,
    hint: 'Take the GPS data out of the file, or refer to it so that a rendition is published instead.',
  }),
  'spin-frames-few': (a: { set: string; count: number; rows: number }) => ({
    message: `The spin "${a.set}" has ${a.count} ${a.count === 1 ? 'frame' : 'frames'}${a.rows > 1 ? ` in each of ${a.rows} rows` : ''}, which makes ${a.count < 2 ? 'no turn' : 'a jerky turn'}.`,
    hint: 'Take at least 8 to 12 pictures of a turn, better 24 or 36.',
  }),
  'spin-rows-uneven': (a: { set: string; count: number; rows: number }) => ({
    message: `The spin "${a.set}" has ${a.count} frames, which do not fill ${a.rows} rows evenly.`,
    hint: 'Add the frames that are missing, or set "rows" to the number of turns that were taken.',
  }),
  'spin-sizes-differ': (a: { set: string; size: string; odd: readonly string[] }) => ({
    message: `The frames of the spin "${a.set}" are ${a.size}, but not these: ${a.odd.join(', ')}.`,
    hint: 'Export all frames in one size, or it jumps while it turns.',
  }),
  'spin-frames-missing': (a: { set: string; missing: readonly string[]; after: string; before: string }) => ({
    message: `The numbers of the spin "${a.set}" have a gap between "${a.after}" and "${a.before}"${a.missing.length > 0 ? `: ${a.missing.join(', ')} ${a.missing.length === 1 ? 'is' : 'are'} missing` : ''}.`,
    hint: 'Add what is missing, or renumber the frames; a turn in unequal steps jumps.',
  }),
  'document-unreadable': (a: { path: string }) => ({
    message: `"${a.path}" is not UTF-8 text, so its references were neither read nor changed.`,
    hint: 'Save it as UTF-8.',
  }),
} satisfies Record<string, (args: never) => { message: string; hint?: string }>

type Catalogue = typeof catalogue
/** A stable error code. */
export type ProblemCode = keyof Catalogue
type Arguments<C extends ProblemCode> = Parameters<Catalogue[C]>[0]

/**
 * A problem as an exception, for what cannot go on; or several, found together. `code` and `problems` are for machines,
 * `message` is for people and lists them all.
 */
export class RenditionsError extends Error {
  override readonly name = 'RenditionsError'
  /** The first one. */
  readonly problem: Problem
  readonly problems: readonly [Problem, ...Problem[]]
  /** Of the first one. No getter: Rollup puts a code of its own here. */
  readonly code: string

  constructor(problem: Problem | readonly [Problem, ...Problem[]], options?: ErrorOptions) {
    const problems = isList(problem) ? problem : ([problem] as const)
    super(formatProblems(problems), options)
    this.problem = problems[0]
    this.problems = problems
    this.code = this.problem.code
  }
}

/** Makes a problem of severity `error` from the catalogue. */
export function errorOf<C extends ProblemCode>(code: C, args: Arguments<C>, place?: Place): Problem {
  return make('error', code, args, place)
}

/** Makes a problem of severity `warning` from the catalogue. */
export function warningOf<C extends ProblemCode>(code: C, args: Arguments<C>, place?: Place): Problem {
  return make('warning', code, args, place)
}

/** A message of the catalogue in general: what stands for its details is in braces. */
export interface CatalogueRule {
  code: ProblemCode
  message: string
  hint?: string
}

/** Every message there is, for tools that want to know the rules before the findings. */
export function catalogueRules(): CatalogueRule[] {
  return (Object.keys(catalogue) as ProblemCode[]).map((code) => {
    const { message, hint } = make('error', code, placeholders as never)
    return { code, message, ...(hint !== undefined && { hint: String(hint) }) }
  })
}

/** Stands for the details of any message: each is its own name in braces, as a text and as a list. */
const placeholders: unknown = new Proxy({}, { get: (_, name) => placeholder(`{${String(name)}}`) })

function placeholder(text: string): unknown {
  return Object.assign([text], { toString: () => text, toLocaleString: () => text })
}

/** One problem as people read it: `pages/a.html:3:12  message  hint  (code)`. */
export function formatProblem(problem: Problem): string {
  const { place, message, hint, code } = problem
  const where = place ? `${place.file}:${place.line}:${place.column} ` : ''
  return `${where}${message}${hint ? ` ${hint}` : ''} (${code})`
}

function formatProblems(problems: readonly [Problem, ...Problem[]]): string {
  if (problems.length === 1) return formatProblem(problems[0])
  return [`${problems.length} problems:`, ...problems.map((problem) => `- ${formatProblem(problem)}`)].join('\n')
}

function isList(problem: Problem | readonly [Problem, ...Problem[]]): problem is readonly [Problem, ...Problem[]] {
  return Array.isArray(problem)
}

function make<C extends ProblemCode>(severity: Problem['severity'], code: C, args: Arguments<C>, place?: Place): Problem {
  const entry = catalogue[code] as (a: Arguments<C>) => { message: string; hint?: string }
  const { message, hint } = entry(args)
  return { code, severity, message, ...(hint && { hint }), ...(place && { place }) }
}

function targetOf({ target }: { target?: string }): string {
  return target === undefined ? 'the target' : `the target "${target}"`
}

/** As much of a text as a message can hold. */
function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function didYouMean(suggestion: string | undefined): string | undefined {
  return suggestion && `Did you mean "${suggestion}"?`
}

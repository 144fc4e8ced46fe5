/** Names of everything the viewers say; a test holds the list to their tables. */
export const TEXT_NAMES = [
  'previous',
  'next',
  'position',
  'close',
  'zoomIn',
  'zoomOut',
  'reset',
  'enterFullScreen',
  'leaveFullScreen',
  'play',
  'pause',
  'failed',
] as const

/** A device that is turned, on a field of 24 × 24. */
export const DEVICE =
  'M9 6h6v12H9zM5.6 7.2 4.2 5.8a9 9 0 0 0 0 12.4l1.4-1.4a7 7 0 0 1 0-9.6zM18.4 7.2l1.4-1.4a9 9 0 0 1 0 12.4l-1.4-1.4a7 7 0 0 0 0-9.6z'

/** A loudspeaker that is heard, and one that is not. */
export const SOUND = 'M4 9v6h4l5 5V4L8 9zM15 8v8a4.5 4.5 0 0 0 0-8z'
export const SILENT =
  'M4 9v6h4l5 5V4L8 9zM15 9.9l1.4-1.4 2.1 2.1 2.1-2.1L22 9.9 19.9 12l2.1 2.1-1.4 1.4-2.1-2.1-2.1 2.1-1.4-1.4 2.1-2.1z'

/** A headset, and one that is taken off. */
export const VR = 'M3 7h18v10h-6l-2-3h-2l-2 3H3zm4.5 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm9 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4z'
export const LEAVE_VR = `${VR}M2 3.4 3.4 2 22 20.6 20.6 22z`

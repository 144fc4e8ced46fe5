/** A cube, on a field of 24 × 24. */
export const MODEL = 'M12 2 3 7v10l9 5 9-5V7zm0 2.3L17.9 7.6 12 10.9 6.1 7.6zM5 9.3l6 3.3v6.6l-6-3.3zm14 0v6.6l-6 3.3v-6.6z'

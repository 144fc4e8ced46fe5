/** Drawings of the buttons for rows, on a field of 24 × 24, as data of one path each. */
export const HIGHER = 'M4.6 15.4 3.2 14 12 5.2l8.8 8.8-1.4 1.4L12 8z'
export const LOWER = 'M4.6 8.6 3.2 10l8.8 8.8 8.8-8.8-1.4-1.4L12 16z'

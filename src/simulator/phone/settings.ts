/** LINE's own font sizes. LINE publishes no factors; these are near what its apps show. */
export const FONT_SCALES = { standard: 1, large: 1.2, largest: 1.4 } as const;
export type FontSize = keyof typeof FONT_SCALES;

/** `spoken`: each message as a screen reader and the chat list give it. `desktop`: LINE for PC, without rich menu and quick replies. */
export type PhoneSettings = { fontSize: FontSize; reading: 'shown' | 'spoken'; device: 'phone' | 'desktop' };

export const FIRST_SETTINGS: PhoneSettings = { fontSize: 'standard', reading: 'shown', device: 'phone' };

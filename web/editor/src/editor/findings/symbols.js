// One symbol per severity.
export const SYMBOLS = { error: '✖', warning: '⚠', info: 'ℹ' };

/** Token of the secret of household keys. */
export const HOUSEHOLD_KEY_SECRET = Symbol('HOUSEHOLD_KEY_SECRET');

/** Token of the secret of the keyed hashes of identity numbers. */
export const PERSON_KEY_SECRET = Symbol('PERSON_KEY_SECRET');

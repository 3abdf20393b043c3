/** Token of the secret of the keyed hashes of slugs. */
export const PERSON_KEY_SECRET = Symbol('PERSON_KEY_SECRET');

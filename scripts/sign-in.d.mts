export class SignInError extends Error {
  readonly accounts?: string[];
  readonly away: boolean;
}
export function signIn(gateway: string, account: string): Promise<string>;

export const login = {
  title: 'Sign in to Parley',
  email: 'E-mail address',
  password: 'Password',
  submit: 'Sign in',
  with: (name: string) => `Continue with ${name}`,
  or: 'or',
  wrong: 'The address or the password is wrong.',
  tooMany: 'Too many attempts. Wait some minutes and try again.',
  ended: 'Your session has ended. Sign in to go on where you were.',
  oidc: {
    'oidc-refused': 'The sign-in was cancelled or could not be confirmed. Try again.',
    'oidc-unknown': 'There is no account for you here. Ask an administrator to invite you.',
    'oidc-email-taken': 'An account with a password has this address. Sign in with the password.',
    'oidc-disabled': 'Your account is switched off. Ask an administrator.',
    'oidc-last-admin': 'Signing in would leave nobody to manage users. Ask an administrator.',
    'oidc-unavailable': 'The identity provider cannot be reached. Try again in a moment.',
  } as Record<string, string>,
}

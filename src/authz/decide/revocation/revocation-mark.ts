/**
 * Something of a caller that may be revoked: a word that stands for it (`consumer default/acme`), or the text of what was shown, of which a
 * hash may be revoked. `issuedAt` is when a token was made, in milliseconds since the Unix epoch.
 */
export type RevocationMark =
  | { readonly kind: "word"; readonly word: string; readonly issuedAt?: number }
  /** Hashed only while hashes are revoked. */
  | { readonly kind: "text"; readonly text: string };

/** The marks of a consumer's credential. */
export function credentialMarks({ namespace, name }: { readonly namespace: string; readonly name: string }, credential: string): readonly RevocationMark[] {
  return [
    { kind: "word", word: consumerWord(namespace, name) },
    { kind: "word", word: credentialWord({ namespace, consumer: name, credential }) },
  ];
}

/** The marks of a token. */
export function tokenMarks(token: {
  readonly issuer: string;
  readonly id: string | undefined;
  readonly subject: string | undefined;
  readonly issuedAt: number | undefined;
}): readonly RevocationMark[] {
  const { issuer, id, subject, issuedAt } = token;
  const issued = issuedAt === undefined ? {} : { issuedAt };
  return [
    ...(id === undefined
      ? []
      : ([
          { kind: "word", word: tokenWord(undefined, id) },
          { kind: "word", word: tokenWord(issuer, id) },
        ] as const)),
    ...(subject === undefined ? [] : [{ kind: "word", word: subjectWord(issuer, subject), ...issued } as const]),
  ];
}

/** The word of a whole consumer. */
export function consumerWord(namespace: string, name: string): string {
  return `consumer ${namespace}/${name}`;
}

/** The word of one credential of a consumer. */
export function credentialWord({
  namespace,
  consumer,
  credential,
}: {
  readonly namespace: string;
  readonly consumer: string;
  readonly credential: string;
}): string {
  return `credential ${namespace}/${consumer}/${credential}`;
}

/** The word of a token by its id; of any issuer when none is named. */
export function tokenWord(issuer: string | undefined, id: string): string {
  return `token ${JSON.stringify([issuer ?? null, id])}`;
}

/** The word of everybody's tokens of one subject. */
export function subjectWord(issuer: string, subject: string): string {
  return `subject ${JSON.stringify([issuer, subject])}`;
}

/** The word of a session. */
export function sessionWord(id: string): string {
  return `session ${id}`;
}

/** The word of all sessions that began in one session at an identity provider. */
export function providerSessionWord(issuer: string, id: string): string {
  return `provider-session ${JSON.stringify([issuer, id])}`;
}

/** The word of all sessions of one subject. */
export function loginWord(issuer: string, subject: string): string {
  return `login ${JSON.stringify([issuer, subject])}`;
}

/** The word of a client certificate, by its SHA-256. */
export function certificateWord(fingerprint: string): string {
  return `certificate ${fingerprint}`;
}

/** The word of the SHA-256 of what was shown. */
export function hashWord(sha256: string): string {
  return `sha256 ${sha256}`;
}

import type { CredentialPlace } from "../../../model/auth/credential-place.ts";
import { cookieInput, headerInput, type Input, queryInput } from "../plan/input.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { withoutScheme } from "../request/scheme.ts";
import type { Removal } from "../shape/removal.ts";

/** A credential that was shown. */
export interface ShownCredential {
  readonly text: string;
}

/** Looks for a credential in several places, in order. */
export interface CredentialReader {
  readonly inputs: readonly Input[];
  /** What does not go on to the backend: all places, whichever the credential that counts stands at. */
  readonly hides: readonly Removal[];
  /** The first that is there; undefined when none is. */
  read(request: DecisionRequest): ShownCredential | undefined;
}

/**
 * Makes a reader of these places. With `removes` no credential goes on to the backend; a cookie is then taken out by writing the whole
 * header anew, so that the decision depends on all of it.
 */
export function credentialReader(places: readonly CredentialPlace[], { removes }: { readonly removes: boolean }): CredentialReader {
  const readers = places.map((place) => ({ input: inputOf(place), strip: schemeStripper(place) }));
  const wholeHeader = removes && places.some(({ cookie }) => cookie !== undefined);
  return {
    hides: removes ? places : [],
    inputs: [...readers.map(({ input }) => input), ...(wholeHeader ? [headerInput("cookie")] : [])],
    read: (request) => {
      for (const { input, strip } of readers) {
        const value = input.read(request);
        const text = value === undefined ? undefined : strip(value);
        if (text !== undefined && text !== "") return { text };
      }
      return undefined;
    },
  };
}

function inputOf(place: CredentialPlace): Input {
  if (place.header !== undefined) return headerInput(place.header);
  return place.cookie === undefined ? queryInput(place.query) : cookieInput(place.cookie);
}

/** Takes the scheme's word off; a value with another word is no credential of this kind. */
function schemeStripper(place: CredentialPlace): (value: string) => string | undefined {
  if (place.header === undefined || place.scheme === undefined) return (value) => value.trim();
  const { scheme } = place;
  return (value) => withoutScheme(value, scheme);
}

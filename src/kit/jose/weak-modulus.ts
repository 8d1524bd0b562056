/** Small primes modulo which the weak keys' moduli are powers of 65537 (Nemec and others, "The Return of Coppersmith's Attack", CCS 2017). */
const primes = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163,
  167,
] as const;

const powersByPrime: readonly (readonly [prime: bigint, powers: ReadonlySet<bigint>])[] = primes.map((prime) => [
  BigInt(prime),
  powersOf(65_537 % prime, prime),
]);

/** True for RSA moduli of a widespread generator of smart cards, which can be factored. An honest modulus passes for one with a probability of 2⁻²⁷. */
export function isWeakModulus(modulus: bigint): boolean {
  return powersByPrime.every(([prime, powers]) => powers.has(modulus % prime));
}

function powersOf(base: number, prime: number): ReadonlySet<bigint> {
  const powers = new Set<bigint>();
  for (let power = 1; !powers.has(BigInt(power)); power = (power * base) % prime) powers.add(BigInt(power));
  return powers;
}

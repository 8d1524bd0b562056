import { frameHeadBytes } from "../../../src/http2/frame/frame-type.ts";
import type { SeededRandom } from "../load/seeded-random.ts";

type Mutation = (input: Buffer, random: SeededRandom) => Buffer;

/** Longer inputs teach nothing that shorter ones do not. */
const maxBytes = 8192;
const edges = [0, 1, 0x7f, 0x80, 0xfe, 0xff];

/** Changes, adds, takes out and doubles bytes, one to four times. */
export function mutateBytes(input: Buffer, random: SeededRandom): Buffer {
  let mutated = input;
  for (let rounds = 1 + random.below(4); rounds > 0; rounds--) mutated = random.pick(byteMutations)(mutated, random);
  return mutated.subarray(0, maxBytes);
}

/** Does the same to whole frames, and to their heads and payloads. */
export function mutateFrames(input: Buffer, random: SeededRandom): Buffer {
  const frames = splitFrames(input);
  for (let rounds = 1 + random.below(4); rounds > 0 && frames.length > 0; rounds--) random.pick(frameMutations)(frames, random);
  const joined = Buffer.concat(frames);
  return (random.below(8) === 0 ? mutateBytes(joined, random) : joined).subarray(0, maxBytes);
}

const byteMutations: readonly Mutation[] = [
  (input, random) => withByte(input, random, (byte) => byte ^ (1 << random.below(8))),
  (input, random) => withByte(input, random, () => random.below(256)),
  (input, random) => withByte(input, random, () => random.pick(edges)),
  (input, random) => splice(input, random, { remove: random.below(8), insert: Buffer.alloc(0) }),
  (input, random) => splice(input, random, { remove: 0, insert: Buffer.from(Array.from({ length: 1 + random.below(8) }, () => random.below(256))) }),
  (input, random) => {
    const from = random.below(input.length + 1);
    return splice(input, random, { remove: 0, insert: input.subarray(from, from + random.below(32)) });
  },
  (input, random) => input.subarray(0, random.below(input.length + 1)),
];

const frameMutations: readonly ((frames: Buffer[], random: SeededRandom) => void)[] = [
  (frames, random) => void frames.splice(random.below(frames.length), 1),
  (frames, random) => {
    const frame = random.pick(frames);
    const copies = random.below(8) === 0 ? 40 : 1;
    frames.splice(random.below(frames.length + 1), 0, ...Array.from({ length: copies }, () => frame));
  },
  (frames, random) => void frames.push(...frames.splice(random.below(frames.length), 1)),
  changeHead(3, (random) => random.below(12)),
  changeHead(4, (random) => random.pick([0, 1, 4, 5, 8, 9, 0x20, 0x2d, 0xff])),
  changeHead(8, (random) => random.below(16)),
  changeHead(5, (random) => random.pick([0, 0x7f, 0x80])),
  (frames, random) => {
    const at = random.below(frames.length);
    const frame = frames[at] ?? Buffer.alloc(0);
    const payload = mutateBytes(frame.subarray(frameHeadBytes), random);
    frames[at] = withLength(Buffer.concat([frame.subarray(0, frameHeadBytes), payload]));
  },
];

function changeHead(offset: number, value: (random: SeededRandom) => number) {
  return (frames: Buffer[], random: SeededRandom): void => {
    const at = random.below(frames.length);
    const frame = Buffer.from(frames[at] ?? Buffer.alloc(0));
    if (frame.length >= frameHeadBytes) frame[offset] = value(random);
    frames[at] = frame;
  };
}

/** Cuts bytes into what look like frames; the rest is one more piece. */
function splitFrames(input: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  let at = 0;
  while (at < input.length) {
    const end = input.length - at < frameHeadBytes ? input.length : Math.min(input.length, at + frameHeadBytes + input.readUIntBE(at, 3));
    frames.push(input.subarray(at, end));
    at = end;
  }
  return frames;
}

function withLength(frame: Buffer): Buffer {
  if (frame.length >= frameHeadBytes) frame.writeUIntBE(frame.length - frameHeadBytes, 0, 3);
  return frame;
}

function withByte(input: Buffer, random: SeededRandom, change: (byte: number) => number): Buffer {
  const changed = Buffer.from(input);
  const at = random.below(input.length);
  if (at < changed.length) changed[at] = change(changed[at] ?? 0) & 0xff;
  return changed;
}

function splice(input: Buffer, random: SeededRandom, { remove, insert }: { readonly remove: number; readonly insert: Buffer }): Buffer {
  const at = random.below(input.length + 1);
  return Buffer.concat([input.subarray(0, at), insert, input.subarray(at + remove)]);
}

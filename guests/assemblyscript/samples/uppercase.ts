/**
 * uppercase: every fourth letter of the text is upper-case; all else is up to the model.
 *
 * Teaches: a mask that depends on the text so far, by a walk that keeps a state per depth; and lode_prepare: as the mask does not depend on
 * the logits, it is made while the model computes them.
 */
import * as lode from "../lode";
export { lode_abi, lode_region_step, lode_region_mask, lode_region_tokens, lode_region_vocabulary } from "../lode";

function isLower(byte: u32): bool { return byte >= 0x61 && byte <= 0x7a; }
function isLetter(byte: u32): bool { return isLower(byte | 32); }

function countLetters(): u32 {
  let letters: u32 = 0;
  for (let i = lode.promptLength(); i < lode.tokenCount(); i++) {
    const token = lode.token(i), bytes = lode.tokenBytes(token);
    for (let k: u32 = 0; k < lode.tokenLength(token); k++) letters += u32(isLetter(load<u8>(bytes + k)));
  }
  return letters;
}

const letters = new StaticArray<u32>(1024); // before the token, after its first byte, ...

export function lode_prepare(): void {
  letters[0] = countLetters();
  lode.maskNone();
  lode.walk.start();
  while (lode.walk.next()) {
    const byte = <u32>lode.walk.byte, n = letters[lode.walk.depth - 1] + u32(isLetter(byte));
    if (n % 4 == 0 && isLower(byte)) {
      lode.walk.cut();
      continue;
    }
    letters[lode.walk.depth] = n;
    lode.walk.allow();
  }
  lode.allowEnds();
  lode.useMask();
}

export function lode_step(): i32 { return lode.SAMPLE; }

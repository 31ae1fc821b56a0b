/**
 * lipogram: a text without the letter e, or without the letters of the argument.
 *
 * Teaches: the least that a controller needs. It walks over the vocabulary once, clears the mask's bits of tokens that hold the letter, and
 * then only says in each round that the mask counts: masks are kept.
 */
import * as lode from "../lode";
export { lode_abi, lode_region_step, lode_region_mask, lode_region_vocabulary, lode_region_argument } from "../lode";

function isBanned(byte: u32): bool {
  const n = lode.header().argumentLength;
  for (let i: u32 = 0; i < n; i++) if ((byte | 32) == (<u32>load<u8>(lode.argumentAt + i) | 32)) return true;
  return n == 0 && (byte | 32) == 0x65;
}

export function lode_init(): i32 {
  lode.maskNone();
  lode.walk.start();
  while (lode.walk.next()) {
    if (isBanned(lode.walk.byte)) lode.walk.cut(); // and with it all tokens that begin so
    else lode.walk.allow();
  }
  lode.allowEnds();
  return lode.SAMPLE;
}

export function lode_step(): i32 {
  lode.useMask();
  return lode.SAMPLE;
}

/**
 * choice: the text is one of the lines of the argument, whichever the model likes best, and then it ends.
 *
 *     lode run demo "Once upon a time, there was a fox named" --control choice-as.wasm --arg $' Max\n Mia\n Maximilian'
 *
 * Teaches: strings and arrays of AssemblyScript in a controller; a walk whose state is a set. What a
 * controller needs it makes in lode_init: a step that allocates much makes work for the collector, too.
 */
import * as lode from "../lode";
export {
  lode_abi, lode_region_step, lode_region_mask, lode_region_tokens, lode_region_vocabulary, lode_region_argument,
} from "../lode";

const choices: Uint8Array[] = [];
const possible = new StaticArray<u64>(1024); // a bit per choice that is possible still, at each depth of the walk

export function lode_init(): i32 {
  const lines = lode.argument().split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].length > 0) choices.push(Uint8Array.wrap(String.UTF8.encode(lines[i])));
  }
  if (choices.length < 1 || choices.length > 64) lode.fail("choice: expected an argument with 1 to 64 lines");
  return lode.SAMPLE;
}

/** Those of some choices that have a byte at a place. */
function keep(set: u64, place: u32, byte: u8): u64 {
  let kept: u64 = 0;
  for (let i = 0; i < choices.length; i++) {
    const choice = choices[i];
    if ((set >> i & 1) != 0 && place < <u32>choice.length && choice[place] == byte) kept |= <u64>1 << i;
  }
  return kept;
}

export function lode_step(): i32 {
  let set: u64 = choices.length == 64 ? ~0 : (<u64>1 << choices.length) - 1;
  let written: u32 = 0;
  for (let i = lode.promptLength(); i < lode.tokenCount(); i++) {
    const token = lode.token(i), bytes = lode.tokenBytes(token);
    for (let k: u32 = 0; k < lode.tokenLength(token); k++) set = keep(set, written++, load<u8>(bytes + k));
  }

  let isWhole = false, isLonger = false;
  for (let i = 0; i < choices.length; i++) {
    if ((set >> i & 1) == 0) continue;
    if (<u32>choices[i].length > written) isLonger = true;
    else {
      isWhole = true;
      lode.result("choice", String.UTF8.decode(choices[i].buffer));
    }
  }
  if (!isLonger) return lode.STOP;

  possible[0] = set;
  lode.maskNone();
  lode.walk.start();
  while (lode.walk.next()) {
    const kept = keep(possible[lode.walk.depth - 1], written + lode.walk.depth - 1, lode.walk.byte);
    possible[lode.walk.depth] = kept;
    if (kept != 0) lode.walk.allow();
    else lode.walk.cut();
  }
  if (isWhole) lode.allowEnds();
  lode.useMask();
  return lode.SAMPLE;
}

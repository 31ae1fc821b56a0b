/**
 * count: no sentence has more words than the argument says; 8 without one. A word too many is taken back, and a full stop put there.
 *
 * Teaches: to look at what was sampled and to backtrack; results.
 */
import * as lode from "../lode";
export { lode_abi, lode_region_step, lode_region_tokens, lode_region_vocabulary, lode_region_argument } from "../lode";

let limit: u32 = 8, backtracks: u32 = 0;

function isEnd(byte: u32): bool { return byte == 0x2e || byte == 0x21 || byte == 0x3f; } // . ! ?
function isWord(byte: u32): bool {
  const lower = byte | 32;
  return byte >= 128 || (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte == 0x27;
}

export function lode_init(): i32 {
  if (lode.argument() == "") return lode.SAMPLE;
  const value = parseFloat(lode.argument());
  if (!(value >= 1 && value <= 1000)) lode.fail("count: expected --arg N: the most words of a sentence, 1 to 1000");
  limit = <u32>value;
  return lode.SAMPLE;
}

export function lode_step(): i32 {
  let words: u32 = 0, sentences: u32 = 0, inSentence: u32 = 0;
  let cut: u32 = 0; // the first token behind the last word
  let inWord = false, isCut = false;
  for (let i = lode.promptLength(); i < lode.tokenCount(); i++) {
    const token = lode.token(i), bytes = lode.tokenBytes(token);
    for (let k: u32 = 0; k < lode.tokenLength(token); k++) {
      const byte = <u32>load<u8>(bytes + k), now = isWord(byte);
      if (!isCut && (k == 0 ? !now || !inWord : now && !inWord)) {
        cut = i;
        isCut = true;
      }
      if (now && !inWord) {
        if (inSentence == limit) {
          lode.result("backtracks", (++backtracks).toString());
          return lode.spliceText(lode.tokenCount() - cut, ".");
        }
        inSentence++;
        words++;
      }
      if (now) isCut = false;
      else if (isEnd(byte) && inSentence > 0) {
        sentences++;
        inSentence = 0;
      }
      inWord = now;
    }
  }
  lode.result("words", words.toString());
  lode.result("sentences", sentences.toString());
  lode.result("backtracks", backtracks.toString());
  return lode.SAMPLE;
}

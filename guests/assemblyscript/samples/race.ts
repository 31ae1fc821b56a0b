/**
 * race: two ways to go on, one from the likeliest token and one from the next likeliest; who first writes the argument, or a full stop
 * without one, ends both. The results are "winner", the number of the sequence, and "rounds", how long it took.
 *
 * Teaches: forks, in which a branch has all variables of the program as they were, and variables that the sequences of a request share.
 */
import * as lode from "../lode";
export {
  lode_abi, lode_region_step, lode_region_logits, lode_region_tokens, lode_region_vocabulary, lode_region_argument,
} from "../lode";

/** The token that so many are likelier than. */
function findToken(rank: u32): i32 {
  const n = <i32>lode.header().vocabulary;
  let best = -1, last = -1;
  for (let place: u32 = 0; place <= rank; place++) {
    best = -1;
    for (let i = 0; i < n; i++) {
      const isAfter = last < 0 || lode.logit(i) < lode.logit(last) || (lode.logit(i) == lode.logit(last) && i > last);
      if (isAfter && !lode.ends(i) && (best < 0 || lode.logit(i) > lode.logit(best))) best = i;
    }
    last = best;
  }
  return best;
}

let text = ""; // what this sequence has written
let seen: u32 = 0;

export function lode_step(): i32 {
  if (lode.header().branches == 0) return lode.fork(2);
  const prompt = lode.promptLength(), count = lode.tokenCount();
  if (count == prompt) return lode.spliceTokens(0, [findToken(lode.header().branch)]);

  if (lode.getVariable("winner") != null) return lode.STOP;
  for (seen = max(seen, prompt); seen < count; seen++) {
    const token = lode.token(seen);
    text += String.UTF8.decodeUnsafe(lode.tokenBytes(token), lode.tokenLength(token));
  }
  if (!text.includes(lode.argument() == "" ? "." : lode.argument())) return lode.SAMPLE;
  if (lode.swapVariable("winner", 0, lode.header().sequence.toString()) > 0) {
    lode.result("winner", lode.header().sequence.toString());
    lode.result("rounds", lode.input().round.toString());
  }
  return lode.STOP;
}

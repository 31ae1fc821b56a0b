/**
 * yesno: answers a question with yes or no, and says how likely the model held each: the results "yes" and "no", which sum to 1, and "mass",
 * what of all probability went to the two.
 *
 * Teaches: logits, read where the model wrote them; the tokenizer; splices.
 */
import * as lode from "../lode";
export { lode_abi, lode_region_step, lode_region_logits } from "../lode";

export function lode_step(): i32 {
  if (lode.input().round > 0) return lode.STOP;
  const yes = lode.tokenize(" yes"), no = lode.tokenize(" no"), all = lode.logSum();
  if (yes[0] == no[0]) lode.fail("yesno: yes and no begin with the same token");
  const share = 1 / (1 + Math.exp(<f64>lode.logit(no[0]) - <f64>lode.logit(yes[0]))); // the mass may be too small to divide by
  lode.result("yes", share.toString());
  lode.result("no", (1 - share).toString());
  lode.result("mass", (Math.exp(<f64>lode.logit(yes[0]) - all) + Math.exp(<f64>lode.logit(no[0]) - all)).toString());
  return lode.spliceTokens(0, share >= 0.5 ? yes : no);
}

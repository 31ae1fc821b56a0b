/*
 * yesno: answers a question with yes or no, and says how likely the model held each.
 *
 *     lode run MODEL "Is the sky blue? Answer:" --control yesno.wasm --json
 *
 * The results "yes" and "no" are probabilities that sum to 1, "mass" is what of all probability went to the two. Other words are given as
 * --arg '[" true", " false"]'; what counts is the first token of each.
 *
 * Teaches: logits, read where the model wrote them: no copy, no request for "top log probabilities". Results, the tokenizer, and splices:
 * the answer's other tokens are appended without asking the model.
 */
#include "lode.h"

LODE_REGIONS(step, logits, argument)

enum { MOST = 64 };

static struct answer {
    char text[256];
    int32_t tokens[MOST];
    int32_t length, count;
} answers[2] = {{.text = " yes", .length = 4}, {.text = " no", .length = 3}};

int lode_init(void) {
    struct lode_json json = lode_json();
    bool ok = true;
    if (lode.argument) {
        ok = lode_json_take(&json, '[');
        for (int i = 0; i < 2 && ok; i++) {
            answers[i].length = lode_json_string(&json, answers[i].text, sizeof answers[i].text);
            ok = answers[i].length > 0 && answers[i].length <= (int32_t)sizeof answers[i].text && lode_json_take(&json, i == 0 ? ',' : ']');
        }
    }
    for (int i = 0; i < 2 && ok; i++) {
        answers[i].count = lode_tokenize(answers[i].text, (uint32_t)answers[i].length, answers[i].tokens, MOST);
        ok = answers[i].count > 0 && answers[i].count <= MOST;
    }
    if (!ok || answers[0].tokens[0] == answers[1].tokens[0])
        lode_fail("yesno: expected --arg '[\" yes\", \" no\"]': two texts that begin with different tokens");
    return LODE_SAMPLE;
}

static void put(const char *name, double probability) {
    struct lode_line line;
    line.length = 0;
    lode_put_real(&line, probability);
    lode_result_line(name, &line);
}

int lode_step(void) {
    if (lode.step->input.round > 0)
        return LODE_STOP;
    struct lode_softmax all = lode_softmax();
    double yes = lode_probability(&all, answers[0].tokens[0]), no = lode_probability(&all, answers[1].tokens[0]);
    double largest = lode.logits[answers[0].tokens[0]], other = lode.logits[answers[1].tokens[0]];
    double share = 1 / (1 + lode_exp(other - largest)); /* the mass may be too small to divide by */
    put("yes", share);
    put("no", 1 - share);
    put("mass", yes + no);
    const struct answer *answer = &answers[share < 0.5];
    return lode_splice(0, answer->tokens, (uint32_t)answer->count);
}

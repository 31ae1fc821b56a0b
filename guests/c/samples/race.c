/*
 * race: two ways to go on, one from the likeliest token and one from the next likeliest; who first writes the argument, or a full stop
 * without one, ends both.
 *
 *     lode run demo "Once upon a time" --control race.wasm --arg forest --json
 *
 * The results are "winner", the number of the sequence, and "rounds", how long it took.
 *
 * Teaches: forks (a branch has everything that its parent knew, at the cost of the pages that it changes), and variables that the sequences
 * of a request share: compare-and-set decides who was first.
 */
#include "lode.h"

LODE_REGIONS(step, logits, tokens, vocabulary, argument)

static char text[65536];

/* The likeliest token that is no better than others already taken. */
static int32_t find_token(uint32_t rank) {
    int32_t best = -1, last = -1;
    for (uint32_t place = 0; place <= rank; place++, last = best) {
        best = -1;
        for (int32_t i = 0; i < (int32_t)lode.step->header.vocabulary; i++) {
            bool is_after = last < 0 || lode.logits[i] < lode.logits[last] || (lode.logits[i] == lode.logits[last] && i > last);
            if (is_after && !lode_ends(i) && (best < 0 || lode.logits[i] > lode.logits[best]))
                best = i;
        }
    }
    return best;
}

static bool is_there(const char *goal, uint32_t goal_length, uint32_t length) {
    for (uint32_t i = 0; i + goal_length <= length; i++)
        if (memcmp(text + i, goal, goal_length) == 0)
            return true;
    return false;
}

int lode_step(void) {
    const struct lode_header *header = &lode.step->header;
    if (header->branches == 0)
        return lode_fork(2);
    uint32_t prompt = header->prompt_length, count = lode_token_count() - prompt;
    if (count == 0) {
        int32_t token = find_token(header->branch);
        return lode_splice(0, &token, 1);
    }

    uint64_t version;
    if (lode_get("winner", 0, 0, &version) >= 0)
        return LODE_STOP;
    const char *goal = lode.argument ? lode.argument : ".";
    uint32_t length = lode_text(lode.tokens + prompt, count, text, sizeof text);
    if (length > sizeof text)
        length = sizeof text;
    if (!is_there(goal, lode.argument ? header->argument_length : 1, length))
        return LODE_SAMPLE;
    if (lode_swap("winner", 0, &header->sequence, sizeof header->sequence) > 0) {
        lode_result_int("winner", header->sequence);
        lode_result_int("rounds", (int64_t)lode.step->input.round);
    }
    return LODE_STOP;
}

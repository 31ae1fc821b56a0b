/*
 * uppercase: every fourth letter of the text is upper-case; all else is up to the model.
 *
 *     lode run demo "Once upon a time" --control uppercase.wasm
 *
 * Teaches: a mask that depends on the text so far, by a walk that keeps a state per depth; and lode_prepare: as the mask does not depend on
 * the logits, it is made while the model computes them, and lode_step has nothing left to do.
 */
#include "lode.h"

LODE_REGIONS(step, mask, tokens, vocabulary)

static bool is_lower(uint8_t byte) { return byte >= 'a' && byte <= 'z'; }
static bool is_letter(uint8_t byte) { return is_lower(byte | 32); }

static uint32_t count_letters(void) {
    uint32_t letters = 0;
    for (uint32_t i = lode.step->header.prompt_length; i < lode_token_count(); i++) {
        uint32_t length;
        const char *bytes = lode_token(lode.tokens[i], &length);
        for (uint32_t k = 0; k < length; k++)
            letters += is_letter((uint8_t)bytes[k]);
    }
    return letters;
}

void lode_prepare(void) {
    static uint32_t letters[LODE_DEPTH + 1]; /* before the token, after its first byte, ... */
    letters[0] = count_letters();
    lode_mask_none();
    struct lode_walk walk = lode_walk();
    while (lode_walk_next(&walk)) {
        uint32_t n = letters[walk.depth - 1] + is_letter(walk.byte);
        if (n % 4 == 0 && is_lower(walk.byte)) {
            lode_walk_cut(&walk);
            continue;
        }
        letters[walk.depth] = n;
        lode_walk_allow(&walk);
    }
    lode_allow_ends();
    lode_use_mask();
}

int lode_step(void) { return LODE_SAMPLE; }

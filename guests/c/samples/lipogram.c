/*
 * lipogram: a text without the letter e, or without the letters of the argument.
 *
 *     lode run demo "Once upon a time" --control lipogram.wasm --arg aeiou
 *
 * Teaches: the least that a controller needs. It walks over the vocabulary once, clears the mask's bits of tokens that hold the letter, and
 * then only says in each round that the mask counts: masks are kept.
 */
#include "lode.h"

LODE_REGIONS(step, mask, vocabulary, argument)

static bool is_banned(uint8_t byte) {
    uint8_t lower = byte | 32;
    for (uint32_t i = 0; i < lode.step->header.argument_length; i++)
        if (lower == ((uint8_t)lode.argument[i] | 32))
            return true;
    return lode.step->header.argument_length == 0 && lower == 'e';
}

int lode_init(void) {
    lode_mask_none();
    struct lode_walk walk = lode_walk();
    while (lode_walk_next(&walk)) {
        if (is_banned(walk.byte))
            lode_walk_cut(&walk); /* and with it all tokens that begin so */
        else
            lode_walk_allow(&walk);
    }
    lode_allow_ends();
    return LODE_SAMPLE;
}

int lode_step(void) {
    lode_use_mask();
    return LODE_SAMPLE;
}

/*
 * regex: the text matches a regular expression, the argument, from its first to its last character.
 *
 *     lode run demo "The date is" --control regex.wasm --arg ' [0-9]{4}-[0-9]{2}-[0-9]{2}'
 *
 * Teaches: constraints of the host. It compiles the expression and clears bits in the controller's own mask; this program is what remains:
 * some hundred bytes. Forks have copies of the handle's state, and a text that was taken back is taken back from the constraint, too.
 */
#include "lode.h"

LODE_REGIONS(step, mask, tokens, argument)

static int32_t constraint;
static uint32_t taken; /* tokens that the constraint has been told */
static int32_t state;

int lode_init(void) {
    constraint = lode_constraint_regex(lode.argument, lode.step->header.argument_length);
    taken = lode.step->header.prompt_length;
    if (constraint < 0)
        lode_fail("regex: expected a regular expression as --arg"); /* what is wrong with it the host has logged */
    return LODE_SAMPLE;
}

void lode_prepare(void) {
    if (taken > lode_kept()) {
        lode_constraint_back(constraint, taken - lode_kept());
        taken = lode_kept();
    }
    if (lode_constraint_advance(constraint, lode.tokens + taken, lode_token_count() - taken) == 0)
        taken = lode_token_count();
    lode_mask_all();
    state = lode_constraint_allow(constraint, lode.mask);
    lode_use_mask();
}

int lode_step(void) {
    bool nothing_follows = state & 2;
    return nothing_follows ? LODE_STOP : LODE_SAMPLE;
}

/*
 * choice: the text is one of a list, whichever the model likes best, and then it ends.
 *
 *     lode run demo "Once upon a time, there was a fox named" --control choice.wasm --arg '[" Max", " Mia", " Maximilian"]'
 *
 * Teaches: an argument in JSON; a walk whose state is a set; the result "choice" in the answer; and how to end: where one choice begins
 * another (" Max" and " Maximilian"), the model may end or go on.
 */
#include "lode.h"

LODE_REGIONS(step, mask, tokens, vocabulary, argument)

enum { MOST = 64 };

static char texts[65536];
static struct {
    const char *text;
    uint32_t length;
} choices[MOST];
static uint32_t count;

static uint64_t matches[LODE_DEPTH + 1]; /* a bit per choice that is possible still, for each depth of the walk */

int lode_init(void) {
    struct lode_json json = lode_json();
    uint32_t used = 0;
    bool ok = lode_json_take(&json, '[');
    do {
        int32_t length = lode_json_string(&json, texts + used, sizeof texts - used);
        ok = ok && length > 0 && (uint32_t)length <= sizeof texts - used && count < MOST;
        if (!ok)
            break;
        choices[count].text = texts + used;
        choices[count++].length = (uint32_t)length;
        used += (uint32_t)length;
    } while (lode_json_take(&json, ','));
    if (!ok || !lode_json_take(&json, ']'))
        lode_fail("choice: expected --arg '[\"one\", \"two\"]': 1 to 64 texts that are not empty, 64 KiB together");
    return LODE_SAMPLE;
}

/* Which of some choices have this byte at a place. */
static uint64_t keep(uint64_t set, uint32_t place, uint8_t byte) {
    uint64_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if ((set >> i & 1) && place < choices[i].length && (uint8_t)choices[i].text[place] == byte)
            kept |= 1ull << i;
    return kept;
}

int lode_step(void) {
    uint64_t set = count == MOST ? ~0ull : (1ull << count) - 1;
    uint32_t written = 0;
    for (uint32_t i = lode.step->header.prompt_length; i < lode_token_count(); i++) {
        uint32_t length;
        const char *bytes = lode_token(lode.tokens[i], &length);
        for (uint32_t k = 0; k < length; k++)
            set = keep(set, written++, (uint8_t)bytes[k]);
    }

    bool whole = false, longer = false;
    for (uint32_t i = 0; i < count; i++) {
        if (!(set >> i & 1))
            continue;
        longer |= choices[i].length > written;
        if (choices[i].length == written) {
            whole = true;
            lode_result("choice", choices[i].text, choices[i].length);
        }
    }
    if (!longer)
        return LODE_STOP;

    matches[0] = set;
    lode_mask_none();
    struct lode_walk walk = lode_walk();
    while (lode_walk_next(&walk)) {
        matches[walk.depth] = keep(matches[walk.depth - 1], written + walk.depth - 1, walk.byte);
        if (matches[walk.depth])
            lode_walk_allow(&walk);
        else
            lode_walk_cut(&walk);
    }
    if (whole)
        lode_allow_ends();
    lode_use_mask();
    return LODE_SAMPLE;
}

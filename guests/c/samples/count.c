/*
 * count: no sentence has more words than the argument says; 8 without one.
 *
 *     lode run demo "Once upon a time" --control count.wasm --arg 6 --json
 *
 * Where the model begins a word too many, it is taken back, with the comma that may stand before it, and a full stop is put there; then the
 * model goes on from what it finds. The results "words", "sentences" and "backtracks" say what happened.
 *
 * Teaches: to look at what was sampled and to backtrack. The host forgets keys and values of what is taken off, so that the model never
 * knows. All is counted anew from the tokens in each round: that is quick, and right whatever else took tokens away.
 */
#include "lode.h"

LODE_REGIONS(step, tokens, vocabulary, argument)

static uint32_t limit = 8, backtracks;

static bool is_end(uint8_t byte) { return byte == '.' || byte == '!' || byte == '?'; }
static bool is_word(uint8_t byte) {
    return byte >= 128 || ((byte | 32) >= 'a' && (byte | 32) <= 'z') || (byte >= '0' && byte <= '9') || byte == '\'';
}

int lode_init(void) {
    struct lode_json json = lode_json();
    if (lode.argument) {
        int64_t value = lode_json_count(&json);
        if (value < 1 || value > 1000)
            lode_fail("count: expected --arg N: the most words of a sentence, 1 to 1000");
        limit = (uint32_t)value;
    }
    return LODE_SAMPLE;
}

int lode_step(void) {
    uint32_t words = 0, sentences = 0, in_sentence = 0;
    uint32_t cut = 0; /* the first token behind the last word */
    bool in_word = false, is_cut = false;
    for (uint32_t i = lode.step->header.prompt_length; i < lode_token_count(); i++) {
        uint32_t length;
        const char *bytes = lode_token(lode.tokens[i], &length);
        for (uint32_t k = 0; k < length; k++) {
            uint8_t byte = (uint8_t)bytes[k];
            bool now = is_word(byte);
            if (!is_cut && (k == 0 ? !now || !in_word : now && !in_word))
                cut = i, is_cut = true;
            if (now && !in_word) {
                if (in_sentence == limit) {
                    lode_result_int("backtracks", ++backtracks);
                    return lode_splice_text(lode_token_count() - cut, ".", 1);
                }
                in_sentence++;
                words++;
            }
            if (now)
                is_cut = false;
            else if (is_end(byte) && in_sentence > 0)
                sentences++, in_sentence = 0;
            in_word = now;
        }
    }
    lode_result_int("words", words);
    lode_result_int("sentences", sentences);
    lode_result_int("backtracks", backtracks);
    return LODE_SAMPLE;
}

/*
 * feed: puts what comes out of a file or pipe into the text, behind the model's sentences: the model goes on from it.
 *
 *     mkfifo news
 *     lode run demo "Once upon a time" --control feed.wasm --map feed=news &
 *     echo " Then it began to rain." > news
 *
 * Each piece that comes is a round's; while the pipe is open and silent, the model waits at the end of a sentence. At the end of the pipe it
 * writes on alone.
 *
 * Teaches: rings. The host reads in the background, straight into memory that this program shares with it, while the model computes; a step
 * that has nothing to do parks until something has come.
 */
#include "lode.h"

LODE_REGIONS(step, tokens, vocabulary, rings)

enum { PIECE = 65536, LINE = 4096 };

static char *room;
static int32_t target;
static bool is_open;

int lode_init(void) {
    room = (char *)lode_reserve(PIECE);
    target = room ? lode_share(room, PIECE) : -1;
    is_open = target >= 0 && lode_read(target, 0, "feed", LODE_ON, LINE, 0);
    return LODE_SAMPLE;
}

static bool is_sentence(void) {
    uint32_t length, count = lode_token_count();
    const char *bytes = lode_token(lode.tokens[count - 1], &length);
    return count == lode.step->header.prompt_length || (length > 0 && bytes[length - 1] == '.');
}

int lode_step(void) {
    struct lode_completion completion;
    if (!is_open || !is_sentence())
        return LODE_SAMPLE;
    if (!lode_completion(&completion))
        return lode_wait();
    if (completion.value < 0)
        lode_fail("feed: expected --map feed=FILE or a pipe");
    uint32_t length = (uint32_t)completion.value;
    if (length > 0 && room[length - 1] == '\n')
        length--;
    int verdict = lode_splice_text(0, room, length);
    is_open = completion.value > 0 && lode_read(target, 0, "feed", LODE_ON, LINE, 0);
    return verdict;
}

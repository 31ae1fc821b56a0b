// Looks at everything that it shares with its host, and writes what it found into the pool: the likeliest token, the sums of the tokens and
// of a word of each page of the vocabulary and of the file "shared". Only the likeliest token is allowed.
#include "contract.h"

REGION(struct step, step)
REGION(float, logits)
REGION(uint32_t, mask)
REGION(const uint32_t, tokens)
REGION(const char, argument)

static const struct vocabulary *vocabulary;
static uint32_t vocabulary_bytes;
static const char *file;
static uint32_t file_bytes;

EXPORT(lode_region_vocabulary) void *region_vocabulary(uint32_t bytes)
{
    return (void *)(vocabulary = reserve(vocabulary_bytes = bytes));
}

static uint32_t sum(const void *start, uint32_t bytes)
{
    uint32_t sum = 0;
    for (uint32_t at = 0; at < bytes; at += 4096)
        sum += *(const volatile uint32_t *)((const char *)start + at);
    return sum;
}

EXPORT(lode_init) int32_t init(void)
{
    int64_t bytes = lode_map_size("shared", 6);
    if (bytes <= 0)
        return SAMPLE;
    file_bytes = bytes;
    file = reserve(file_bytes);
    if (file == NULL || lode_map("shared", 6, (void *)file, (file_bytes + 4095) / 4096 * 4096) != 0)
        __builtin_trap();
    return SAMPLE;
}

EXPORT(lode_step) int32_t sharing_step(void)
{
    uint32_t best = 0, count = step->header.vocabulary, text = 0;
    for (uint32_t i = 1; i < count; i++)
        best = logits[i] > logits[best] ? i : best;
    for (uint32_t i = 0; i < step->input.token_count; i++)
        text += tokens[i];
    __builtin_memset(mask, 0, step->header.mask_words * sizeof *mask);
    mask[best >> 5] |= 1u << (best & 31);
    step->output.flags = USE_MASK;
    step->pool[0] = best;
    step->pool[1] = text;
    step->pool[2] = sum(vocabulary, vocabulary_bytes);
    step->pool[3] = sum(file, file_bytes);
    return SAMPLE;
}

/*
 * lode.h: what a controller in C or C++ needs to talk to its host, in one file. The contract is docs/controllers.md.
 *
 *     #include "lode.h"
 *     LODE_REGIONS(step, logits)                 // memory to share with the host; a "step" there must be
 *     int lode_step(void) { ... return LODE_SAMPLE; }
 *
 * Alone:      clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry -o my.wasm my.c
 * With libc:  clang --target=wasm32-wasi -O2 -mexec-model=reactor -o my.wasm my.c
 *
 * What is not used costs nothing: everything here is inline or dropped by the linker.
 */
#ifndef LODE_H
#define LODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __wasi__
#include <stdlib.h>
#include <string.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define LODE_ABI 1
#define LODE_EXPORT(name) __attribute__((export_name(name)))
#define LODE_ONCE inline __attribute__((noinline)) /* for size */
#define LODE_IMPORT(name) __attribute__((import_module("lode"), import_name(name)))

/* ---- What you write: lode_step, and, if you want them, the other two. ---- */

enum { LODE_SAMPLE = 0, LODE_STOP = 1, LODE_SKIP = 2, LODE_SPLICE = 3, LODE_FORK = 4 };

LODE_EXPORT("lode_init") int lode_init(void);        /* once, with the prompt in the tokens */
LODE_EXPORT("lode_prepare") void lode_prepare(void); /* each round while the model computes: no logits yet */
LODE_EXPORT("lode_step") int lode_step(void);        /* each round, when the logits are there: a verdict */

/* ---- The step region ---- */

struct lode_header {
    uint32_t abi, vocabulary, mask_words, token_capacity, prompt_length;
    int32_t begin_of_text, end_of_text; /* or -1 */
    uint32_t argument_length, vocabulary_length;
    uint32_t sequence, parent, branch, branches;
    uint32_t reserved[3];
};

struct lode_input {
    uint64_t round;
    uint32_t token_count, removed, appended;
    int32_t sampled, splice; /* or -1 */
    uint32_t flags, missed;
    uint32_t reserved[7];
};

struct lode_output {
    uint32_t flags;
    float temperature;
    uint32_t backtrack, token_start, token_count, splice_count, branches;
    uint32_t reserved[9];
};

struct lode_splice {
    uint32_t when_start, when_count, backtrack, token_start, token_count;
    uint32_t reserved[11];
};

enum { LODE_LOGITS = 1, LODE_MISSED = 2 };
enum { LODE_USE_MASK = 1, LODE_USE_BIAS = 2, LODE_USE_TEMPERATURE = 4, LODE_WAIT = 8 };
enum { LODE_SPLICES = 60, LODE_POOL = 15360, LODE_BRANCHES = 16 };

struct lode_step_region {
    struct lode_header header;
    struct lode_input input;
    struct lode_output output;
    uint32_t reserved[16];
    struct lode_splice splices[LODE_SPLICES];
    int32_t pool[LODE_POOL];
};

struct lode_vocabulary {
    uint32_t magic, version, length, tokens;
    uint32_t node_count, nodes, alias_count, aliases, starts, bytes, kinds;
    int32_t begin_of_text, end_of_text; /* or -1 */
    uint32_t reserved[3];
};

struct lode_submission {
    uint32_t operation, target;
    uint64_t target_offset, offset;
    uint32_t length, source_length;
    const char *source;
    uint32_t reserved;
    uint64_t user;
    uint64_t reserved2[2];
};

struct lode_completion {
    uint64_t user;
    int64_t value;
    uint64_t reserved[2];
};

enum { LODE_READ = 1, LODE_CANCEL = 2, LODE_SUBMISSIONS = 64, LODE_COMPLETIONS = 128 };

struct lode_rings {
    uint32_t submission_head, submission_tail, completion_head, completion_tail;
    uint32_t reserved[12];
    struct lode_submission submissions[LODE_SUBMISSIONS];
    struct lode_completion completions[LODE_COMPLETIONS];
};

#if defined(__wasm32__) || defined(__wasm__)
#define LODE_CHECK(condition) typedef char LODE_JOIN(lode_check_, __LINE__)[(condition) ? 1 : -1] __attribute__((unused))
#define LODE_JOIN(a, b) LODE_JOIN_(a, b)
#define LODE_JOIN_(a, b) a##b
LODE_CHECK(sizeof(struct lode_header) == 64);
LODE_CHECK(offsetof(struct lode_step_region, input) == 64 && offsetof(struct lode_step_region, output) == 128);
LODE_CHECK(offsetof(struct lode_step_region, splices) == 256 && offsetof(struct lode_step_region, pool) == 4096);
LODE_CHECK(sizeof(struct lode_step_region) == 65536 && sizeof(struct lode_vocabulary) == 64);
LODE_CHECK(sizeof(struct lode_submission) == 64 && sizeof(struct lode_completion) == 32);
LODE_CHECK(offsetof(struct lode_rings, submissions) == 64 && offsetof(struct lode_rings, completions) == 4160);
#endif

/* ---- Regions ---- */

/* Where the regions of LODE_REGIONS are, from lode_init on; the others are null. */
struct lode_regions {
    struct lode_step_region *step;
    float *logits;                             /* a number per token, as the model wrote them */
    uint32_t *mask;                            /* a bit per token, 1 = allowed; kept between rounds */
    float *bias;                               /* a number per token, to be added; kept between rounds */
    const int32_t *tokens;                     /* the text so far, prompt included */
    const struct lode_vocabulary *vocabulary;  /* the bytes of all tokens, as a trie */
    const char *argument;                      /* header.argument_length bytes; null where there is none */
    struct lode_rings *rings;
};

extern struct lode_regions lode;

/*
 * Memory of your own in whole pages, at a multiple of 65,536, for the host to map something over: never freed; null where there is none.
 * With a libc it comes from its allocator; without one, the memory grows.
 */
static inline void *lode_reserve(uint64_t bytes) {
    uint64_t whole = (bytes + 65535) / 65536 * 65536;
    if (whole == 0 || whole > 0xfff00000u)
        return 0;
#ifdef __wasi__
    return aligned_alloc(65536, (size_t)whole);
#else
    size_t page = __builtin_wasm_memory_grow(0, (size_t)(whole / 65536));
    return page == (size_t)-1 ? 0 : (void *)(page * 65536);
#endif
}

/* Once in the program: what a controller exports, and the regions that it wants, "step" among them: LODE_REGIONS(step, logits). */
#define LODE_REGIONS(...)                                            \
    struct lode_regions lode;                                        \
    LODE_EXPORT("lode_abi") int lode_abi(void) { return LODE_ABI; }  \
    LODE_PICK_(__VA_ARGS__, LODE_8_, LODE_7_, LODE_6_, LODE_5_, LODE_4_, LODE_3_, LODE_2_, LODE_REGION)(__VA_ARGS__)

#define LODE_REGION(name)                                                                        \
    LODE_EXPORT("lode_region_" #name) void *lode_region_##name(uint32_t bytes) {                  \
        return (void *)(lode.name = (__typeof__(lode.name))lode_reserve(bytes));                  \
    }

#define LODE_PICK_(a, b, c, d, e, f, g, h, which, ...) which
#define LODE_2_(a, ...) LODE_REGION(a) LODE_REGION(__VA_ARGS__)
#define LODE_3_(a, ...) LODE_REGION(a) LODE_2_(__VA_ARGS__)
#define LODE_4_(a, ...) LODE_REGION(a) LODE_3_(__VA_ARGS__)
#define LODE_5_(a, ...) LODE_REGION(a) LODE_4_(__VA_ARGS__)
#define LODE_6_(a, ...) LODE_REGION(a) LODE_5_(__VA_ARGS__)
#define LODE_7_(a, ...) LODE_REGION(a) LODE_6_(__VA_ARGS__)
#define LODE_8_(a, ...) LODE_REGION(a) LODE_7_(__VA_ARGS__)

/* ---- Imports: exactly those of the contract. Below are handier forms of most. ---- */

LODE_IMPORT("log") void lode_import_log(const char *text, uint32_t length);
LODE_IMPORT("result") void lode_import_result(const char *name, uint32_t name_length, const void *value, uint32_t length);
LODE_IMPORT("tokenize") int32_t lode_import_tokenize(const char *text, uint32_t length, uint32_t flags, int32_t *tokens, uint32_t capacity);
LODE_IMPORT("detokenize") int32_t lode_import_detokenize(const int32_t *tokens, uint32_t count, char *text, uint32_t capacity);
LODE_IMPORT("variable_get") int32_t lode_import_variable_get(const char *name, uint32_t name_length, void *value, uint32_t capacity, uint64_t *version);
LODE_IMPORT("variable_set") int64_t lode_import_variable_set(const char *name, uint32_t name_length, const void *value, uint32_t length);
LODE_IMPORT("variable_append") int64_t lode_import_variable_append(const char *name, uint32_t name_length, const void *value, uint32_t length);
LODE_IMPORT("variable_swap") int64_t lode_import_variable_swap(const char *name, uint32_t name_length, int64_t expected, const void *value, uint32_t length);
LODE_IMPORT("map_size") int64_t lode_import_map_size(const char *name, uint32_t name_length);
LODE_IMPORT("map") int32_t lode_import_map(const char *name, uint32_t name_length, const void *address, uint32_t bytes);
LODE_IMPORT("share") int32_t lode_share(void *address, uint32_t bytes);
LODE_IMPORT("publish") int32_t lode_import_publish(int32_t handle, const char *name, uint32_t name_length);
LODE_IMPORT("ring_kick") void lode_ring_kick(void);
LODE_IMPORT("constraint_regex") int32_t lode_constraint_regex(const char *pattern, uint32_t length);
LODE_IMPORT("constraint_allow") int32_t lode_constraint_allow(int32_t handle, uint32_t *mask);
LODE_IMPORT("constraint_advance") int32_t lode_constraint_advance(int32_t handle, const int32_t *tokens, uint32_t count);
LODE_IMPORT("constraint_back") int32_t lode_constraint_back(int32_t handle, uint32_t count);
LODE_IMPORT("constraint_free") void lode_constraint_free(int32_t handle);

/* ---- What a libc would have ---- */

#ifndef __wasi__
/* Compilers call these for loops and structs. Weak, so that a program may have its own. */
#define LODE_LIBC __attribute__((weak, target("bulk-memory")))
LODE_LIBC void *memcpy(void *to, const void *from, size_t n) { return __builtin_memcpy(to, from, n); }
LODE_LIBC void *memmove(void *to, const void *from, size_t n) { return __builtin_memmove(to, from, n); }
LODE_LIBC void *memset(void *to, int value, size_t n) { return __builtin_memset(to, value, n); }
LODE_LIBC int memcmp(const void *a, const void *b, size_t n) {
    for (size_t i = 0; i < n; i++) {
        int difference = ((const uint8_t *)a)[i] - ((const uint8_t *)b)[i];
        if (difference)
            return difference;
    }
    return 0;
}
LODE_LIBC __attribute__((no_builtin("strlen"))) size_t strlen(const char *text) {
    size_t n = 0;
    while (text[n])
        n++;
    return n;
}
#endif

/* e to the power x, to the last bits of a double. */
static LODE_ONCE double lode_exp(double x) {
    if (!(x > -745.2))
        return x != x ? x : 0;
    if (x > 709.8)
        return __builtin_inf();
    int power = (int)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
    double rest = x - power * 6.93147180369123816490e-01 - power * 1.90821492927058770002e-10; /* ln 2 in two parts */
    double sum = 1;
    for (int i = 14; i > 0; i--)
        sum = 1 + sum * rest / i;
    /* In two steps, as 2 to the power may be less than the smallest normal number. */
    for (int half = power / 2, i = 0; i < 2; i++, half = power - half) {
        uint64_t bits = (uint64_t)(1023 + half) << 52;
        double scale;
        __builtin_memcpy(&scale, &bits, 8);
        sum *= scale;
    }
    return sum;
}

/* ---- Text to be written ---- */

/* A line that grows to the right: struct lode_line line; line.length = 0; lode_put(&line, "words: "); lode_put_int(&line, n). */
struct lode_line {
    uint32_t length;
    char text[1020];
};

static LODE_ONCE void lode_put_bytes(struct lode_line *line, const char *text, uint32_t length) {
    for (uint32_t i = 0; i < length && line->length < sizeof line->text; i++)
        line->text[line->length++] = text[i];
}

static inline void lode_put(struct lode_line *line, const char *text) { lode_put_bytes(line, text, (uint32_t)strlen(text)); }

static LODE_ONCE void lode_put_int(struct lode_line *line, int64_t value) {
    char digits[20];
    uint32_t n = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[sizeof digits - ++n] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        lode_put_bytes(line, "-", 1);
    lode_put_bytes(line, digits + sizeof digits - n, n);
}

/* A number with nine digits: 0.125, -3.5, 3.87392785e-10. */
static LODE_ONCE void lode_put_real(struct lode_line *line, double value) {
    int power = 0;
    if (value < 0) {
        lode_put_bytes(line, "-", 1);
        value = -value;
    }
    if (!(value <= 1.7976931348623157e308)) {
        lode_put(line, value != value ? "nan" : "inf");
        return;
    }
    for (; value >= 10; power++)
        value /= 10;
    for (; value < 1 && value > 0; power--)
        value *= 10;
    uint32_t digits = (uint32_t)(value * 1e8 + 0.5), count = 9;
    if (digits == 1000000000)
        digits = 100000000, power++;
    bool is_fixed = power > -6 && power < 9;
    int point = is_fixed ? power + 1 : 1; /* digits before the point; 0 and less: zeros follow it */
    while (count > 1 && (int)count > point && digits % 10 == 0)
        digits /= 10, count--;
    char text[9];
    for (uint32_t i = count; i > 0; i--, digits /= 10)
        text[i - 1] = (char)('0' + digits % 10);
    if (point <= 0)
        lode_put_bytes(line, "0.00000", (uint32_t)(2 - point));
    lode_put_bytes(line, text, point > 0 ? (uint32_t)point : count);
    if (point > 0 && (int)count > point) {
        lode_put_bytes(line, ".", 1);
        lode_put_bytes(line, text + point, count - (uint32_t)point);
    }
    if (!is_fixed) {
        lode_put_bytes(line, "e", 1);
        lode_put_int(line, power);
    }
}

static inline void lode_log(const char *text) { lode_import_log(text, (uint32_t)strlen(text)); }

/* Logs why, and traps: the sequence ends with an error. For arguments that make no sense. */
static inline __attribute__((noreturn)) void lode_fail(const char *why) {
    lode_log(why);
    __builtin_trap();
}

static inline void lode_log_line(const struct lode_line *line) { lode_import_log(line->text, line->length); }

static inline void lode_result(const char *name, const void *value, uint32_t length) {
    lode_import_result(name, (uint32_t)strlen(name), value, length);
}
static inline void lode_result_line(const char *name, const struct lode_line *value) { lode_result(name, value->text, value->length); }
static inline void lode_result_int(const char *name, int64_t value) {
    struct lode_line line;
    line.length = 0;
    lode_put_int(&line, value);
    lode_result_line(name, &line);
}

/* ---- Text so far ---- */

static inline uint32_t lode_token_count(void) { return lode.step->input.token_count; }

/*
 * How many of the tokens were there at the last call and still are; never less than the prompt. A controller that keeps state per token goes
 * back to this many and takes the tokens from here to lode_token_count(). A call that was stopped and is made again finds the same.
 */
static inline uint32_t lode_kept(void) {
    uint32_t kept = lode_token_count() - lode.step->input.appended, prompt = lode.step->header.prompt_length;
    return kept < prompt ? prompt : kept;
}

/* ---- Vocabulary ---- */

static inline const void *lode_table(uint32_t offset) { return (const char *)lode.vocabulary + offset; }

/* The bytes of a token; none where it is a control token, or no token at all. */
static inline const char *lode_token(int32_t token, uint32_t *length) {
    if ((uint32_t)token >= lode.vocabulary->tokens)
        return (*length = 0), (const char *)lode.vocabulary;
    const uint32_t *starts = (const uint32_t *)lode_table(lode.vocabulary->starts);
    *length = starts[token + 1] - starts[token];
    return (const char *)lode_table(lode.vocabulary->bytes) + starts[token];
}

/* Whether a token ends a generation. */
static inline bool lode_ends(int32_t token) {
    return (uint32_t)token < lode.vocabulary->tokens && (((const uint8_t *)lode_table(lode.vocabulary->kinds))[token] & 2);
}

/* The bytes of tokens one after the other: how many there are; those that fit are written. */
static inline uint32_t lode_text(const int32_t *tokens, uint32_t count, char *text, uint32_t capacity) {
    uint32_t total = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t length;
        const char *bytes = lode_token(tokens[i], &length);
        for (uint32_t k = 0; k < length; k++, total++)
            if (total < capacity)
                text[total] = bytes[k];
    }
    return total;
}

/* ---- Mask ---- */

static inline void lode_mask_none(void) { __builtin_memset(lode.mask, 0, lode.step->header.mask_words * 4); }
static inline void lode_mask_all(void) { __builtin_memset(lode.mask, 255, lode.step->header.mask_words * 4); }
static inline void lode_allow(int32_t token) { lode.mask[(uint32_t)token >> 5] |= 1u << (token & 31); }
static inline void lode_forbid(int32_t token) { lode.mask[(uint32_t)token >> 5] &= ~(1u << (token & 31)); }
static inline bool lode_allows(int32_t token) { return lode.mask[(uint32_t)token >> 5] >> (token & 31) & 1; }

/* Only tokens of the mask may be sampled in this round. */
static inline void lode_use_mask(void) { lode.step->output.flags |= LODE_USE_MASK; }

/* The biases are added to the logits in this round. */
static inline void lode_use_bias(void) { lode.step->output.flags |= LODE_USE_BIAS; }

/* For the token of this round; 0 takes the likeliest. */
static inline void lode_set_temperature(float temperature) {
    lode.step->output.flags |= LODE_USE_TEMPERATURE;
    lode.step->output.temperature = temperature;
}

/* Allows all tokens that end a generation. They are few: kinds are looked at by eights. */
static inline void lode_allow_ends(void) {
    const uint8_t *kinds = (const uint8_t *)lode_table(lode.vocabulary->kinds);
    uint32_t n = lode.vocabulary->tokens;
    for (uint32_t token = 0; token < n; token++) {
        uint64_t eight;
        while (token + 8 <= n && (__builtin_memcpy(&eight, kinds + token, 8), (eight & 0x0202020202020202u) == 0))
            token += 8;
        if (token < n && (kinds[token] & 2))
            lode_allow((int32_t)token);
    }
}

/*
 * A walk over the bytes of all tokens, each common beginning once. Keep a state per depth: that of `depth` follows from that of `depth - 1`
 * and `byte`. A beginning that leads nowhere is cut off, and with it all tokens that begin so.
 *
 *     struct lode_walk walk = lode_walk();
 *     while (lode_walk_next(&walk)) {
 *         if (is_wrong(walk.byte)) lode_walk_cut(&walk);
 *         else lode_walk_allow(&walk);           // the token that ends here, if one does
 *     }
 */
struct lode_walk {
    const uint64_t *node, *next, *end;
    uint32_t depth; /* 1 for the first byte of a token; at most LODE_DEPTH */
    uint8_t byte;
    int32_t token; /* the token that ends here, or -1 */
    bool allowed;
};

enum { LODE_DEPTH = 1023 };

static inline struct lode_walk lode_walk(void) {
    struct lode_walk walk;
    walk.allowed = false;
    walk.node = 0;
    walk.next = (const uint64_t *)lode_table(lode.vocabulary->nodes);
    walk.end = walk.next + lode.vocabulary->node_count;
    walk.next++; /* the root has no byte */
    return walk;
}

static inline bool lode_walk_next(struct lode_walk *walk) {
    if (walk->next >= walk->end) {
        /* Tokens of the same bytes as one of the trie share its fate. */
        const uint32_t *alias = (const uint32_t *)lode_table(lode.vocabulary->aliases);
        for (uint32_t i = 0; walk->allowed && i < lode.vocabulary->alias_count; i++, alias += 2)
            if (lode_allows((int32_t)alias[0]))
                lode_allow((int32_t)alias[1]);
        return false;
    }
    uint64_t node = *(walk->node = walk->next++);
    walk->byte = (uint8_t)node;
    walk->token = (int32_t)((uint32_t)(node >> 8) & 0x3fffff);
    if (walk->token == 0x3fffff)
        walk->token = -1;
    walk->depth = (uint32_t)(node >> 30) & 0x3ff;
    return true;
}

static inline void lode_walk_cut(struct lode_walk *walk) { walk->next = walk->node + (*walk->node >> 40); }

static inline void lode_walk_allow(struct lode_walk *walk) {
    if (walk->token >= 0)
        lode_allow(walk->token), walk->allowed = true;
}

/* ---- Verdicts with something to them ---- */

/* Where the pool of tokens is free: behind those of the last conditional splice. */
static inline uint32_t lode_pool_used(void) {
    uint32_t n = lode.step->output.splice_count;
    return n ? lode.step->splices[n - 1].token_start + lode.step->splices[n - 1].token_count : 0;
}

static inline bool lode_pool_put(uint32_t start, const int32_t *tokens, uint32_t count) {
    if (start > LODE_POOL || count > LODE_POOL - start)
        return false;
    for (uint32_t i = 0; i < count; i++)
        lode.step->pool[start + i] = tokens[i];
    return true;
}

/* Instead of sampling: takes tokens off the end and appends others, up to LODE_POOL. */
static inline int lode_splice(uint32_t backtrack, const int32_t *tokens, uint32_t count) {
    if (!lode_pool_put(0, tokens, count))
        __builtin_trap();
    lode.step->output.backtrack = backtrack;
    lode.step->output.token_start = 0;
    lode.step->output.token_count = count;
    return LODE_SPLICE;
}

/* The tokens of a text as one that goes on: how many there are; none are written where they do not fit. */
static inline int32_t lode_tokenize(const char *text, uint32_t length, int32_t *tokens, uint32_t capacity) {
    return lode_import_tokenize(text, length, 0, tokens, capacity);
}

/* Instead of sampling: takes tokens off the end and appends a text. */
static inline int lode_splice_text(uint32_t backtrack, const char *text, uint32_t length) {
    int32_t count = lode_tokenize(text, length, lode.step->pool, LODE_POOL);
    if (count < 0 || count > LODE_POOL)
        __builtin_trap();
    lode.step->output.backtrack = backtrack;
    lode.step->output.token_start = 0;
    lode.step->output.token_count = (uint32_t)count;
    return LODE_SPLICE;
}

/* With LODE_SAMPLE: where one of some tokens is sampled, takes tokens off the end, that one counted, and appends others. */
static inline void lode_splice_when(const int32_t *when, uint32_t when_count, uint32_t backtrack, const int32_t *tokens, uint32_t count) {
    uint32_t start = lode_pool_used(), n = lode.step->output.splice_count;
    if (n == LODE_SPLICES || !lode_pool_put(start, when, when_count) || !lode_pool_put(start + when_count, tokens, count))
        __builtin_trap();
    struct lode_splice *splice = &lode.step->splices[n];
    splice->when_start = start;
    splice->when_count = when_count;
    splice->backtrack = backtrack;
    splice->token_start = start + when_count;
    splice->token_count = count;
    lode.step->output.splice_count = n + 1;
}

/* The sequence becomes so many, 2 to 16; lode_step is called again in each, with header.branch from 0 on and header.branches. */
static inline int lode_fork(uint32_t branches) {
    lode.step->output.branches = branches;
    return LODE_FORK;
}

/* ---- Logits ---- */

struct lode_softmax {
    double largest, sum;
};

/* What it takes to turn logits into probabilities. */
static inline struct lode_softmax lode_softmax(void) {
    struct lode_softmax all = {-__builtin_inf(), 0};
    for (uint32_t i = 0; i < lode.step->header.vocabulary; i++)
        if (lode.logits[i] > all.largest)
            all.largest = lode.logits[i];
    for (uint32_t i = 0; i < lode.step->header.vocabulary; i++)
        all.sum += lode_exp(lode.logits[i] - all.largest);
    return all;
}

static inline double lode_probability(const struct lode_softmax *all, int32_t token) {
    return lode_exp(lode.logits[token] - all->largest) / all->sum;
}

/* ---- Variables of the request, files ---- */

/* A variable's length, or -1 where there is none; its value where it fits. */
static inline int32_t lode_get(const char *name, void *value, uint32_t capacity, uint64_t *version) {
    return lode_import_variable_get(name, (uint32_t)strlen(name), value, capacity, version);
}
static inline int64_t lode_set(const char *name, const void *value, uint32_t length) {
    return lode_import_variable_set(name, (uint32_t)strlen(name), value, length);
}
static inline int64_t lode_append(const char *name, const void *value, uint32_t length) {
    return lode_import_variable_append(name, (uint32_t)strlen(name), value, length);
}
/* Sets a variable where its version is the expected one (0: where there is none): its new version, or -1. */
static inline int64_t lode_swap(const char *name, int64_t expected, const void *value, uint32_t length) {
    return lode_import_variable_swap(name, (uint32_t)strlen(name), expected, value, length);
}

/* Maps a file or published region that the request was given, for reading; null where there is none, it is empty or it does not fit. */
static inline const char *lode_map(const char *name, uint64_t *length) {
    int64_t size = lode_import_map_size(name, (uint32_t)strlen(name));
    if (size <= 0 || size > 0xfff00000)
        return 0;
    void *address = lode_reserve((uint64_t)size);
    if (!address || lode_import_map(name, (uint32_t)strlen(name), address, (uint32_t)(size + 65535) & ~65535u))
        return 0;
    *length = (uint64_t)size;
    return (const char *)address;
}

static inline int32_t lode_publish(int32_t handle, const char *name) { return lode_import_publish(handle, name, (uint32_t)strlen(name)); }

/* ---- Reading in the background: the rings ---- */

enum { LODE_ON = -1 }; /* as an offset: where the last read ended, as for a pipe */

/* Begins to read from a file, pipe or region that the request was given into a range of lode_share; false where too much is under way. */
static inline bool lode_read(int32_t target, uint64_t target_offset, const char *source, int64_t offset, uint32_t length, uint64_t user) {
    struct lode_rings *rings = lode.rings;
    uint32_t tail = rings->submission_tail;
    if (tail - __atomic_load_n(&rings->submission_head, __ATOMIC_ACQUIRE) >= LODE_SUBMISSIONS)
        return false;
    struct lode_submission *submission = &rings->submissions[tail % LODE_SUBMISSIONS];
    submission->operation = LODE_READ;
    submission->target = (uint32_t)target;
    submission->target_offset = target_offset;
    submission->offset = (uint64_t)offset;
    submission->length = length;
    submission->source = source;
    submission->source_length = (uint32_t)strlen(source);
    submission->user = user;
    __atomic_store_n(&rings->submission_tail, tail + 1, __ATOMIC_RELEASE);
    lode_ring_kick();
    return true;
}

/* Takes the next completion: `value` is the bytes that were read, 0 at the end, or a negative error number. False where none is there. */
static inline bool lode_completion(struct lode_completion *completion) {
    struct lode_rings *rings = lode.rings;
    uint32_t head = rings->completion_head;
    if (head == __atomic_load_n(&rings->completion_tail, __ATOMIC_ACQUIRE))
        return false;
    *completion = rings->completions[head % LODE_COMPLETIONS];
    __atomic_store_n(&rings->completion_head, head + 1, __ATOMIC_RELEASE);
    return true;
}

/* The sequence is not asked again before a completion is there: return lode_wait(); */
static inline int lode_wait(void) {
    lode.step->output.flags |= LODE_WAIT;
    return LODE_SKIP;
}

/* ---- A little JSON, for arguments ---- */

struct lode_json {
    const char *at, *end;
};

static inline struct lode_json lode_json(void) {
    struct lode_json json = {lode.argument, lode.argument};
    if (lode.argument)
        json.end += lode.step->header.argument_length;
    return json;
}

static inline void lode_json_space(struct lode_json *json) {
    while (json->at < json->end && (*json->at == ' ' || *json->at == '\n' || *json->at == '\t' || *json->at == '\r'))
        json->at++;
}

/* Steps over white space and then this character, if it comes next. */
static inline bool lode_json_take(struct lode_json *json, char c) {
    lode_json_space(json);
    return json->at < json->end && *json->at == c && (json->at++, true);
}

static inline int32_t lode_json_hex(struct lode_json *json) {
    int32_t value = 0;
    for (int i = 0; i < 4; i++, json->at++) {
        int c = json->at < json->end ? *json->at : 0;
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* A string: its length in UTF-8, of which what fits is written; -1 where none comes next. */
static LODE_ONCE int32_t lode_json_string(struct lode_json *json, char *text, uint32_t capacity) {
    static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    uint32_t n = 0;
    if (!lode_json_take(json, '"'))
        return -1;
    while (json->at < json->end && *json->at != '"') {
        uint32_t c = (uint8_t)*json->at++;
        char bytes[4] = {(char)c, 0, 0, 0};
        uint32_t length = 1;
        if (c == '\\' && json->at < json->end && *json->at != 'u') {
            const char *escape = escapes;
            while (*escape && *escape != *json->at)
                escape += 2;
            if (!*escape)
                return -1;
            bytes[0] = escape[1];
            json->at++;
        } else if (c == '\\') {
            json->at++;
            int32_t point = lode_json_hex(json), low;
            if (point >= 0xd800 && point < 0xdc00) { /* the first half of a pair */
                if (json->end - json->at < 2 || json->at[0] != '\\' || json->at[1] != 'u')
                    return -1;
                json->at += 2;
                low = lode_json_hex(json);
                point = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00) : -1;
            }
            if (point < 0 || (point >= 0xdc00 && point < 0xe000))
                return -1;
            length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            for (uint32_t i = length - 1; i > 0; i--, point >>= 6)
                bytes[i] = (char)(0x80 | (point & 63));
            bytes[0] = (char)(length == 1 ? point : (0xf00 >> length & 0xff) | point);
        }
        for (uint32_t i = 0; i < length; i++, n++)
            if (n < capacity)
                text[n] = bytes[i];
    }
    return lode_json_take(json, '"') ? (int32_t)n : -1;
}

/* A whole number, 0 and up: -1 where none comes next. */
static inline int64_t lode_json_count(struct lode_json *json) {
    int64_t value = -1;
    lode_json_space(json);
    for (; json->at < json->end && *json->at >= '0' && *json->at <= '9' && value < 1000000000000; json->at++)
        value = (value < 0 ? 0 : value) * 10 + (*json->at - '0');
    return value;
}

#ifdef __cplusplus
}
#endif
#endif

// The contract of docs/controllers.md in C, as far as these programs need it.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define IMPORT(name) __attribute__((import_module("lode"), import_name(#name)))

enum { SAMPLE = 0, STOP = 1, SKIP = 2, SPLICE = 3, FORK = 4 };
enum { LOGITS = 1, MISSED = 2 };
enum { USE_MASK = 1, USE_BIAS = 2, USE_TEMPERATURE = 4, WAIT = 8 };

struct splice {
    uint32_t when_start, when_count, backtrack, token_start, token_count, reserved[11];
};

struct step {
    struct {
        uint32_t abi, vocabulary, mask_words, token_capacity, prompt_length;
        int32_t begin_of_text, end_of_text;
        uint32_t argument_length, vocabulary_length, sequence, parent, branch, branches, reserved[3];
    } header;
    struct {
        uint64_t round;
        uint32_t token_count, removed, appended;
        int32_t sampled, splice;
        uint32_t flags, missed, reserved[7];
    } input;
    struct {
        uint32_t flags;
        float temperature;
        uint32_t backtrack, token_start, token_count, splice_count, branches, reserved[9];
    } output;
    uint32_t reserved[16];
    struct splice splices[60];
    uint32_t pool[15360];
};

struct vocabulary {
    uint32_t magic, version, length, tokens, node_count, nodes, alias_count, aliases, starts, bytes, kinds;
    int32_t begin_of_text, end_of_text;
    uint32_t reserved[3];
};

_Static_assert(sizeof(struct step) == 65536, "the step region");
_Static_assert(offsetof(struct step, splices) == 256, "splices");
_Static_assert(offsetof(struct step, pool) == 4096, "the pool");
_Static_assert(sizeof(struct vocabulary) == 64, "the vocabulary's header");

IMPORT(log) void lode_log(const char *text, uint32_t length);
IMPORT(result) void lode_result(const char *name, uint32_t name_length, const void *value, uint32_t length);
IMPORT(tokenize) int32_t lode_tokenize(const char *text, uint32_t length, uint32_t flags, uint32_t *tokens, uint32_t capacity);
IMPORT(detokenize) int32_t lode_detokenize(const uint32_t *tokens, uint32_t count, char *text, uint32_t capacity);
IMPORT(variable_get) int32_t lode_variable_get(const char *name, uint32_t name_length, void *value, uint32_t capacity, uint64_t *version);
IMPORT(variable_set) int64_t lode_variable_set(const char *name, uint32_t name_length, const void *value, uint32_t length);
IMPORT(variable_append) int64_t lode_variable_append(const char *name, uint32_t name_length, const void *value, uint32_t length);
IMPORT(variable_swap) int64_t lode_variable_swap(const char *name, uint32_t name_length, int64_t expected, const void *value, uint32_t length);
IMPORT(map_size) int64_t lode_map_size(const char *name, uint32_t length);
IMPORT(map) int32_t lode_map(const char *name, uint32_t length, void *address, uint32_t bytes);

// Whole pages of new memory, which begin at a multiple of 64 KiB; null where there is no room.
static inline void *reserve(uint32_t bytes)
{
    size_t before = __builtin_wasm_memory_grow(0, (bytes + 65535) / 65536);
    return before == (size_t)-1 ? NULL : (void *)(before * 65536);
}

// Defines a region's variable and its export.
#define REGION(type, name) \
    static type *name; \
    EXPORT(lode_region_##name) void *region_##name(uint32_t bytes) { return (void *)(name = reserve(bytes)); }

#if FAULT != 1 // faulty.c
EXPORT(lode_abi) int32_t lode_abi(void) { return 1; }
#endif

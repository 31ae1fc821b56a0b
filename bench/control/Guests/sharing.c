// Reads a word of each page of its vocabulary and of a file that it maps, and says their sum.
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define IMPORT(name) __attribute__((import_module("lode"), import_name(#name)))

IMPORT(map_size) int64_t map_size(const char *name, uint32_t length);
IMPORT(map) int32_t map(const char *name, uint32_t length, void *address, uint32_t bytes);
IMPORT(result) void result(const char *name, uint32_t name_length, const void *value, uint32_t length);

static uint32_t vocabulary_bytes;
static char *vocabulary;

// Whole pages of new memory, which begin at a multiple of 64 KiB.
static char *reserve(uint32_t bytes)
{
    size_t before = __builtin_wasm_memory_grow(0, (bytes + 65535) / 65536);
    return before == (size_t)-1 ? NULL : (char *)(before * 65536);
}

EXPORT(lode_abi) int32_t abi(void) { return 1; }
EXPORT(lode_region_step) char *region_step(uint32_t bytes) { return reserve(bytes); }
EXPORT(lode_region_vocabulary) char *region_vocabulary(uint32_t bytes) { return vocabulary = reserve(vocabulary_bytes = bytes); }

EXPORT(lode_init) int32_t init(void)
{
    int64_t size = map_size("shared", 6);
    char *file = size > 0 ? reserve(size) : NULL;
    uint32_t sum = 0;
    if (file == NULL || map("shared", 6, file, (size + 65535) / 65536 * 65536) != 0)
        return 0;
    for (int64_t i = 0; i < size; i += 4096)
        sum += *(volatile unsigned char *)(file + i);
    for (uint32_t i = 0; i < vocabulary_bytes; i += 4096)
        sum += *(volatile uint32_t *)(vocabulary + i);
    result("sum", 3, &sum, sizeof sum);
    return 0;
}

EXPORT(lode_step) int32_t step(void) { return 0; }

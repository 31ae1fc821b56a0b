// A controller with a heap of 16 MiB, all of it written to, that writes to 16 pages of it in each step and forks.
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name)))
enum { SAMPLE = 0, FORK = 4, PAGES = 4096, DIRTY = 16 };

static _Alignas(4096) volatile char heap[PAGES][4096];
static uint32_t *step;

// Whole pages of new memory, which begin at a multiple of 64 KiB.
static void *reserve(uint32_t bytes)
{
    size_t before = __builtin_wasm_memory_grow(0, (bytes + 65535) / 65536);
    return before == (size_t)-1 ? NULL : (void *)(before * 65536);
}

EXPORT(lode_abi) int32_t abi(void) { return 1; }
EXPORT(lode_region_step) void *region_step(uint32_t bytes) { return step = reserve(bytes); }
EXPORT(lode_region_logits) void *region_logits(uint32_t bytes) { return reserve(bytes); }
EXPORT(lode_region_mask) void *region_mask(uint32_t bytes) { return reserve(bytes); }
EXPORT(lode_region_tokens) void *region_tokens(uint32_t bytes) { return reserve(bytes); }

EXPORT(lode_init) int32_t init(void)
{
    for (int i = 0; i < PAGES; i++) {
        for (int j = 0; j < 4096; j += 64)
            heap[i][j] = i + j;
    }
    return SAMPLE;
}

EXPORT(lode_step) int32_t lode_step(void)
{
    for (int i = 0; i < DIRTY; i++)
        heap[(i * PAGES + PAGES / 2) / DIRTY][0]++;
    step[32 + 6] = 2; // branches
    return FORK;
}

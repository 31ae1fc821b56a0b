// A guest with a heap of 16 MiB, all of it written to.
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name)))
enum { PAGES = 4096 };

static _Alignas(4096) char heap[PAGES][4096];

EXPORT(fill) void fill(void)
{
    for (int i = 0; i < PAGES; i++) {
        for (int j = 0; j < 4096; j += 64)
            heap[i][j] = i + j;
    }
}

// Writes to some pages, spread over the heap.
EXPORT(dirty) void dirty(int count, int value)
{
    for (int i = 0; i < count; i++)
        heap[(i * PAGES + PAGES / 2) / count][value & 4095] = value;
}

EXPORT(sum) uint32_t sum(void)
{
    uint32_t sum = 0;
    for (int i = 0; i < PAGES; i++) {
        for (int j = 0; j < 4096; j += 64)
            sum = sum * 31 + heap[i][j];
    }
    return sum;
}

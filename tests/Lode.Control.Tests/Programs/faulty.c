// A controller with one fault, chosen by FAULT when it is compiled; without one it is whole and samples.
#include "contract.h"

#ifndef ROOM
#define ROOM (16 << 16)
#endif

static _Alignas(ROOM > 65536 ? 65536 : 1) char room[ROOM];

static char *take(uint32_t bytes)
{
    static uint32_t used;
    char *start = room + used;
    used += (bytes + 65535) / 65536 * 65536;
    return start;
}

#if FAULT == 1
EXPORT(lode_abi) int32_t other_abi(void) { return 2; }
#endif

#if FAULT == 2
EXPORT(lode_step) int64_t step(void) { return SAMPLE; }
#elif FAULT == 3
EXPORT(not_step) int32_t step(void) { return SAMPLE; }
#else
EXPORT(lode_step) int32_t step(void) { return SAMPLE; }
#endif

#if FAULT == 4
EXPORT(lode_region_step) int32_t region_step(void) { return 0; }
#elif FAULT == 5
EXPORT(region_step) char *region_step(uint32_t bytes) { return take(bytes); }
#elif FAULT == 6
EXPORT(lode_region_step) char *region_step(uint32_t bytes) { return bytes ? 0 : room; }
#elif FAULT == 7
EXPORT(lode_region_step) char *region_step(uint32_t bytes) { return take(bytes) + 8; }
#elif FAULT == 8
EXPORT(lode_region_step) uint32_t region_step(uint32_t bytes) { return 0xffff0000 - bytes; }
#else
EXPORT(lode_region_step) char *region_step(uint32_t bytes) { return take(bytes); }
#endif

#if FAULT == 9
EXPORT(lode_region_mask) char *region_mask(uint32_t bytes) { return bytes ? room + 4096 : 0; }
#elif FAULT == 10
EXPORT(lode_regoin_mask) char *region_mask(uint32_t bytes) { return take(bytes); }
#elif FAULT == 11
IMPORT(no_such_function) void no_such_function(void);
EXPORT(lode_prepare) void prepare(void) { no_such_function(); }
#elif FAULT == 12
IMPORT(log) void wrong_log(const char *text);
EXPORT(lode_prepare) void prepare(void) { wrong_log(room); }
#elif FAULT == 13
EXPORT(lode_init) int32_t init(void) { for (volatile int i = 0;; i++) {} }
#elif FAULT == 14
EXPORT(_initialize) void initialize(void) { __builtin_trap(); }
#elif FAULT == 15
EXPORT(_initialize) void initialize(void) { for (volatile int i = 0;; i++) {} }
#elif FAULT == 16
static volatile char large[128 << 20];
EXPORT(lode_prepare) void prepare(void) { large[0]++; }
#elif FAULT == 17
EXPORT(lode_init) int32_t init(void) { return FORK; }
#elif FAULT == 18
EXPORT(lode_init) int32_t init(void) { return 77; }
#endif

// Does harm. Its argument is two numbers: what, and a seed. What it does it says first, as the result "act".
#include "contract.h"

IMPORT(share) int32_t lode_share(uint32_t address, uint32_t bytes);
IMPORT(publish) int32_t lode_publish(uint32_t handle, uint32_t name, uint32_t length);
IMPORT(ring_kick) void lode_ring_kick(void);
IMPORT(constraint_regex) int32_t lode_constraint_regex(uint32_t pattern, uint32_t length);
IMPORT(constraint_allow) int32_t lode_constraint_allow(uint32_t handle, uint32_t mask);
IMPORT(constraint_advance) int32_t lode_constraint_advance(uint32_t handle, uint32_t tokens, uint32_t count);
IMPORT(constraint_back) int32_t lode_constraint_back(uint32_t handle, uint32_t count);
IMPORT(constraint_free) void lode_constraint_free(uint32_t handle);

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))
WASI(fd_write) uint32_t fd_write(uint32_t descriptor, uint32_t buffers, uint32_t count, uint32_t written);
WASI(fd_read) uint32_t fd_read(uint32_t descriptor, uint32_t buffers, uint32_t count, uint32_t read);
WASI(fd_close) uint32_t fd_close(uint32_t descriptor);
WASI(fd_seek) uint32_t fd_seek(uint32_t descriptor, uint64_t offset, uint32_t whence, uint32_t result);
WASI(path_open) uint32_t path_open(uint32_t folder, uint32_t flags, uint32_t path, uint32_t length, uint32_t how, uint64_t rights, uint64_t inheriting, uint32_t fdflags, uint32_t result);
WASI(random_get) uint32_t random_get(uint32_t address, uint32_t length);
WASI(clock_time_get) uint32_t clock_time_get(uint32_t clock, uint64_t precision, uint32_t result);
WASI(proc_exit) void proc_exit(uint32_t code);

enum act { NOISE, ANSWERS, NUMBERS, TOKENS, LOOP, RECURSION, GROWTH, BEYOND, READ_ONLY, TRAPS, FUNCTIONS, QUEUES, BULK, FORKS, WORLD, EXITS };

REGION(struct step, step)
REGION(float, logits)
REGION(uint32_t, mask)
REGION(float, bias)
REGION(const uint32_t, tokens)
REGION(const struct vocabulary, vocabulary)
REGION(const char, argument)
REGION(uint32_t, rings)

static uint32_t act, seed;
static const char names[] = "fpr"; // a file, a region that may be published, nothing
static volatile uint32_t sink;

static uint32_t next(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    return seed ^= seed << 5;
}

static uint32_t below(uint32_t most) { return next() % most; }

static uint32_t anything(void)
{
    switch (below(6)) {
    case 0: return below(4);
    case 1: return below(70);
    case 2: return below(20000);
    case 3: return ~below(4);
    case 4: return 0x80000000u + below(3) - 1;
    default: return next();
    }
}

static uint32_t size(void) { return __builtin_wasm_memory_size(0) * 65536; }

static uint32_t anywhere(void)
{
    void *places[] = { step, logits, mask, bias, (void *)tokens, (void *)vocabulary, (void *)argument, rings };
    switch (below(5)) {
    case 0: return size() - below(64);
    case 1: return (uint32_t)places[below(8)] + below(65536) - below(64);
    case 2: return below(4096);
    case 3: return ~below(64);
    default: return next();
    }
}

static uint32_t length(void)
{
    switch (below(5)) {
    case 0: return 0;
    case 1: return below(64);
    case 2: return below(70000);
    case 3: return 1u << below(32);
    default: return ~below(100);
    }
}

static void noise(void)
{
    uint32_t *regions[] = { (uint32_t *)step, (uint32_t *)logits, mask, (uint32_t *)bias, rings };
    uint32_t sizes[] = { 16384, step->header.vocabulary, step->header.mask_words, step->header.vocabulary, 16384 };
    uint32_t kind = below(4), one = next();
    for (int r = 4; r >= 0; r--) {
        uint32_t count = sizes[r] > 16384 ? 16384 : sizes[r];
        for (uint32_t i = 0; i < count; i++)
            regions[r][i] = kind == 0 ? 0 : kind == 1 ? ~0u : kind == 2 ? one : next();
    }
}

static int32_t answers(void)
{
    step->output.flags = below(16);
    step->output.temperature = below(3) ? (float)below(5000) / 1000 : -1;
    step->output.backtrack = below(3) ? below(8) : anything();
    step->output.token_start = below(3) ? below(100) : anything();
    step->output.token_count = below(3) ? below(10) : anything();
    step->output.splice_count = below(3) ? below(61) : anything();
    step->output.branches = below(3) ? below(6) : anything();
    for (int i = 0; i < 60; i++) {
        struct splice *splice = &step->splices[i];
        splice->when_start = below(20) ? below(100) : anything();
        splice->when_count = below(20) ? below(10) : anything();
        splice->backtrack = below(20) ? below(3) : anything();
        splice->token_start = below(20) ? below(100) : anything();
        splice->token_count = below(20) ? below(10) : anything();
    }
    for (int i = 0; i < 128; i++)
        step->pool[i] = below(200) ? below(step->header.vocabulary) : anything();
    for (uint32_t i = 0; i < step->header.mask_words; i++)
        mask[i] = next();
    return below(20) ? (int32_t)below(5) : (int32_t)anything();
}

static int32_t numbers(void)
{
    uint32_t values[] = { 0x7fc00000, 0x7f800000, 0xff800000, 0xffc00001, 0x7f7fffff, 0x00000001, 0x80000000, 0x7f800001 };
    uint32_t kind = below(3), one = values[below(8)];
    for (uint32_t i = 0; i < step->header.vocabulary; i++) {
        if (kind == 0 || below(4) == 0)
            ((uint32_t *)logits)[i] = kind == 0 ? one : values[below(8)];
        ((uint32_t *)bias)[i] = values[below(8)];
    }
    step->output.flags = USE_BIAS | USE_TEMPERATURE;
    ((uint32_t *)&step->output.temperature)[0] = below(2) ? values[below(8)] : 0;
    return SAMPLE;
}

static int32_t past(void)
{
    uint32_t count = 1 + below(15360);
    for (uint32_t i = 0; i < count; i++)
        step->pool[i] = below(3) ? below(step->header.vocabulary) : step->header.vocabulary + below(3);
    step->output.token_count = count;
    step->output.backtrack = below(3);
    if (below(2))
        return SPLICE;
    step->output.splice_count = 1;
    step->splices[0] = (struct splice) { 0, count, 1, 0, count, { 0 } };
    return SAMPLE;
}

__attribute__((noinline, optnone)) static uint32_t recurse(uint32_t depth) { return depth == 0xffffffff ? 0 : recurse(depth + 1) + sink; }

static void grow(void)
{
    uint32_t before = __builtin_wasm_memory_size(0);
    while (__builtin_wasm_memory_grow(0, 1 + below(2000)) != (size_t)-1) {
    }
    while (__builtin_wasm_memory_grow(0, 1) != (size_t)-1) {
    }
    for (uint32_t page = before; page < __builtin_wasm_memory_size(0); page += 16)
        *(volatile uint32_t *)(page * 65536) = page;
    sink = __builtin_wasm_memory_grow(0, below(2) ? 0xffff : anything());
}

static void beyond(void)
{
    for (int i = 0; i < 40; i++) {
        volatile uint8_t *at = (volatile uint8_t *)anywhere();
        if (below(2))
            sink = *at;
        else
            *at = next();
    }
    *(volatile uint64_t *)(~below(8)) = 1;
}

static void read_only(void)
{
    void *places[] = { (void *)tokens, (void *)vocabulary, (void *)argument };
    *((volatile uint8_t *)places[below(3)] + below(64)) = 1;
}

static void traps(void)
{
    volatile int32_t zero = 0, least = (int32_t)0x80000000, minus = -1;
    volatile float infinite = 1e38f;
    switch (below(4)) {
    case 0: __builtin_trap();
    case 1: sink = 5 / zero; break;
    case 2: sink = least / minus; break;
    default: ((void (*)(int))(uintptr_t)(1 + below(5)))(infinite > 0); break;
    }
}

static void functions(void)
{
    for (int i = 0; i < 8; i++) {
        switch (below(18)) {
        case 0: lode_log((const char *)anywhere(), length()); break;
        case 1: lode_result((const char *)anywhere(), length(), (void *)anywhere(), length()); break;
        case 2: lode_tokenize((const char *)anywhere(), length(), anything(), (uint32_t *)anywhere(), length()); break;
        case 3: lode_detokenize((uint32_t *)anywhere(), length(), (char *)anywhere(), length()); break;
        case 4: lode_variable_get((const char *)anywhere(), length(), (void *)anywhere(), length(), (uint64_t *)anywhere()); break;
        case 5: lode_variable_set((const char *)anywhere(), length(), (void *)anywhere(), length()); break;
        case 6: lode_variable_append((const char *)anywhere(), below(8), (void *)anywhere(), below(70000)); break;
        case 7: lode_variable_swap((const char *)anywhere(), length(), anything(), (void *)anywhere(), length()); break;
        case 8: lode_map_size(below(2) ? &names[below(3)] : (const char *)anywhere(), below(2) ? 1 : length()); break;
        case 9: lode_map(&names[below(3)], below(9) ? 1 : length(), (void *)(below(2) ? anywhere() : anywhere() & ~4095u), below(2) ? length() : 65536); break;
        case 10: lode_share(below(2) ? anywhere() : anywhere() & ~4095u, below(2) ? length() : 4096 * (1 + below(20))); break;
        case 11: lode_publish(below(2) ? below(3) : anything(), below(2) ? (uint32_t)&names[below(3)] : anywhere(), below(2) ? 1 : length()); break;
        case 12: lode_ring_kick(); break;
        case 13: lode_constraint_regex(anywhere(), below(2) ? below(30) : length()); break;
        case 14: lode_constraint_allow(below(4) ? below(3) : anything(), below(3) ? (uint32_t)mask : anywhere()); break;
        case 15: lode_constraint_advance(below(4) ? below(3) : anything(), anywhere(), length()); break;
        case 16: lode_constraint_back(below(4) ? below(3) : anything(), anything()); break;
        default: lode_constraint_free(anything()); break;
        }
    }
}

static int32_t queues(void)
{
    for (int i = 0; i < 6; i++) {
        lode_share((uint32_t)reserve(65536), 4096 * (1 + below(4)));
        for (uint32_t j = 0; j < 64 * 16; j++)
            rings[16 + j] = anything();
        for (uint32_t j = 0; j < 64; j++) {
            uint32_t *entry = &rings[16 + 16 * j];
            if (below(3))
                entry[0] = below(4);
            if (below(3)) {
                entry[1] = below(3);
                entry[2] = below(9000);
                entry[3] = entry[5] = 0;
                entry[4] = below(3) ? below(5000) : ~0u;
                entry[6] = below(9000);
                entry[7] = 1;
                entry[8] = (uint32_t)&names[below(3)];
            }
        }
        rings[below(4)] = below(2) ? below(200) : anything();
        lode_ring_kick();
    }
    step->output.flags = below(2) ? WAIT : 0;
    return SKIP;
}

static void bulk(void)
{
    for (int i = 0; i < 4; i++) {
        uint32_t to = anywhere(), count = length();
        if (below(2))
            __builtin_memset((void *)to, next(), count);
        else
            __builtin_memmove((void *)to, (void *)anywhere(), count);
    }
}

static void world(void)
{
    for (int i = 0; i < 8; i++) {
        switch (below(7)) {
        case 0: sink = fd_write(anything(), anywhere(), below(5), anywhere()); break;
        case 1: sink = fd_read(anything(), anywhere(), below(5), anywhere()); break;
        case 2: sink = fd_close(anything()); break;
        case 3: sink = fd_seek(anything(), next(), anything(), anywhere()); break;
        case 4: sink = path_open(anything(), anything(), anywhere(), length(), anything(), next(), next(), anything(), anywhere()); break;
        case 5: sink = random_get(anywhere(), below(100000)); break;
        default: sink = clock_time_get(anything(), next(), anywhere()); break;
        }
    }
}

static int32_t harm(void)
{
    switch (act) {
    case NOISE: noise(); return below(5);
    case ANSWERS: return answers();
    case NUMBERS: return numbers();
    case TOKENS: return past();
    case LOOP:
        for (;;)
            sink++;
    case RECURSION: sink = recurse(1); break;
    case GROWTH: grow(); break;
    case BEYOND: beyond(); break;
    case READ_ONLY: read_only(); break;
    case TRAPS: traps(); break;
    case FUNCTIONS: functions(); break;
    case QUEUES: return queues();
    case BULK: bulk(); break;
    case FORKS:
        step->output.branches = below(4) ? 2 + below(15) : anything();
        return FORK;
    case WORLD: world(); break;
    default: proc_exit(anything()); break;
    }
    return SAMPLE;
}

static uint32_t number(const char **at)
{
    uint32_t value = 0;
    while (**at >= '0' && **at <= '9')
        value = value * 10 + *(*at)++ - '0';
    ++*at;
    return value;
}

EXPORT(lode_init) int32_t init(void)
{
    const char *at = argument;
    act = number(&at);
    seed = number(&at) * 2654435761u + 1;
    lode_result("act", 3, &act, sizeof act);
    return below(10) ? SAMPLE : harm();
}

EXPORT(lode_prepare) void prepare(void)
{
    if (below(4) == 0)
        harm();
}

EXPORT(lode_step) int32_t hostile_step(void) { return below(3) ? harm() : SAMPLE; }

// Does whatever its argument says: lines of WHEN COMMAND WORDS. WHEN is init, prepare, step (each round), missed (each round after one that
// took too long), or the number of a round; /N behind it: only in branch N of the last fork. A round's verdict is SAMPLE unless a command
// says otherwise. What commands find out they log.
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "contract.h"

REGION(struct step, step)
REGION(float, logits)
REGION(uint32_t, mask)
REGION(float, bias)
REGION(const uint32_t, tokens)
REGION(const struct vocabulary, vocabulary)
REGION(const char, argument)

enum { MOST_WORDS = 256, LINE_BYTES = 8192 };

static char *words[MOST_WORDS];
static int word_count;
static uint32_t pool_used;
static uint32_t calls; // state of the instance, which a fork copies
static volatile uint32_t sink;

static void say(const char *format, ...)
{
    static char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    lode_log(line, length < LINE_BYTES ? length : LINE_BYTES - 1);
}

static void say_tokens(const char *what, const uint32_t *ids, uint32_t count)
{
    static char line[LINE_BYTES];
    int length = snprintf(line, sizeof line, "%s:", what);
    for (uint32_t i = 0; i < count && length < LINE_BYTES - 16; i++)
        length += snprintf(line + length, sizeof line - length, " %u", ids[i]);
    lode_log(line, length);
}

static uint32_t number(int word) { return word < word_count ? strtoul(words[word], NULL, 0) : 0; }

static float real(int word) { return word < word_count ? strtof(words[word], NULL) : 0; }

static const char *text(int word) { return word < word_count ? words[word] : ""; }

// The words from one on as tokens in the pool; gives where they begin.
static uint32_t pooled(int from, int to)
{
    uint32_t start = pool_used;
    for (int i = from; i < to; i++)
        step->pool[pool_used++ % 15360] = number(i);
    return start;
}

// The words from one on, as they were before they were cut.
static const char *rest(int word, uint32_t *length)
{
    if (word >= word_count) {
        *length = 0;
        return "";
    }
    for (int i = word; i + 1 < word_count; i++)
        words[i][strlen(words[i])] = ' ';
    *length = strlen(words[word]);
    return words[word];
}

// Of a form that no compiler makes a loop of.
__attribute__((noinline)) static uint32_t recurse(uint32_t depth) { return depth == 0 ? 0 : recurse(depth + 1) * 3 ^ sink; }

static void show(void)
{
    say("round=%u tokens=%u removed=%u appended=%u sampled=%d splice=%d flags=%u missed=%u sequence=%u parent=%u branch=%u branches=%u "
        "prompt=%u calls=%u", (uint32_t)step->input.round, step->input.token_count, step->input.removed, step->input.appended,
        step->input.sampled, step->input.splice, step->input.flags, step->input.missed, step->header.sequence, step->header.parent,
        step->header.branch, step->header.branches, step->header.prompt_length, calls);
}

static void show_vocabulary(uint32_t token)
{
    const char *start = (const char *)vocabulary;
    const uint32_t *starts = (const uint32_t *)(start + vocabulary->starts);
    if (vocabulary->magic != 0x56444F4C || token >= vocabulary->tokens) {
        say("no token %u of %u", token, vocabulary->tokens);
        return;
    }
    say("token %u kind %u: %.*s", token, (uint32_t)(uint8_t)start[vocabulary->kinds + token], (int)(starts[token + 1] - starts[token]),
        start + vocabulary->bytes + starts[token]);
}

static const char *mapped; // the file that was mapped last

static void map_file(const char *name)
{
    int64_t size = lode_map_size(name, strlen(name));
    if (size < 0) {
        say("map %s: none", name);
        return;
    }
    char *at = reserve(size ? size : 1);
    int32_t error = lode_map(name, strlen(name), at, (size + 65535) / 65536 * 65536);
    uint32_t sum = 0;
    mapped = error == 0 ? at : NULL;
    for (int64_t i = 0; error == 0 && i < size; i++)
        sum = sum * 31 + (uint8_t)at[i];
    say("map %s: size %u error %d sum %u", name, (uint32_t)size, error, sum);
}

static void read_file(const char *name)
{
    char path[256], line[256];
    snprintf(path, sizeof path, "/map/%s", name);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        strcpy(line, "cannot be read");
    say("file %s: %s", name, line);
    if (file != NULL)
        fclose(file);
}

static void fill(uint32_t *words, uint32_t count, uint32_t value)
{
    for (uint32_t i = 0; i < count; i++)
        words[i] = value;
}

// Writes noise over every region that can be written, from a seed.
static void noise(uint32_t seed)
{
    uint32_t *regions[] = { (uint32_t *)step, (uint32_t *)logits, mask, (uint32_t *)bias };
    uint32_t sizes[] = { 16384, step->header.vocabulary, step->header.mask_words, step->header.vocabulary };
    for (int r = 3; r >= 0; r--) {
        for (uint32_t i = 0; i < sizes[r]; i++) {
            seed = seed * 1664525 + 1013904223;
            regions[r][i] = seed ^ seed >> 13;
        }
    }
}

// Does a command; gives the verdict.
static int32_t command(int32_t verdict)
{
    const char *name = text(0);
    uint32_t length;
    if (!strcmp(name, "allow")) {
        fill(mask, step->header.mask_words, 0);
        for (int i = 1; i < word_count; i++)
            mask[number(i) >> 5] |= 1u << (number(i) & 31);
        step->output.flags |= USE_MASK;
    } else if (!strcmp(name, "forbid")) {
        fill(mask, step->header.mask_words, ~0u);
        for (int i = 1; i < word_count; i++)
            mask[number(i) >> 5] &= ~(1u << (number(i) & 31));
        step->output.flags |= USE_MASK;
    } else if (!strcmp(name, "mask")) {
        step->output.flags |= USE_MASK;
    } else if (!strcmp(name, "bias")) {
        bias[number(1)] = real(2);
        step->output.flags |= USE_BIAS;
    } else if (!strcmp(name, "logit")) {
        logits[number(1)] = real(2);
    } else if (!strcmp(name, "temperature")) {
        step->output.temperature = real(1);
        step->output.flags |= USE_TEMPERATURE;
    } else if (!strcmp(name, "sample")) {
        return SAMPLE;
    } else if (!strcmp(name, "stop")) {
        return STOP;
    } else if (!strcmp(name, "skip")) {
        return SKIP;
    } else if (!strcmp(name, "wait")) {
        step->output.flags |= WAIT;
        return SKIP;
    } else if (!strcmp(name, "verdict")) {
        return number(1);
    } else if (!strcmp(name, "splice")) {
        step->output.backtrack = number(1);
        step->output.token_start = pooled(2, word_count);
        step->output.token_count = word_count - 2;
        return SPLICE;
    } else if (!strcmp(name, "when")) { // when TOKEN BACKTRACK TOKENS
        struct splice *splice = &step->splices[step->output.splice_count++];
        splice->when_start = pooled(1, 2);
        splice->when_count = 1;
        splice->backtrack = number(2);
        splice->token_start = pooled(3, word_count);
        splice->token_count = word_count - 3;
    } else if (!strcmp(name, "fork") || !strcmp(name, "refork")) { // refork: also where there was one
        if (step->header.branches && !strcmp(name, "fork"))
            return verdict;
        step->output.branches = number(1);
        return FORK;
    } else if (!strcmp(name, "touch")) { // touch KIBIBYTES: writes to new memory of the instance, and says what all of it adds up to
        static uint32_t *touched, count;
        if (touched == NULL)
            touched = reserve((count = number(1) * 256) * 4);
        uint32_t sum = 0;
        for (uint32_t i = 0; i < count; i++)
            sum += touched[i] += i + step->header.branch;
        say("touch: %u", sum);
    } else if (!strcmp(name, "log")) {
        const char *line = rest(1, &length);
        lode_log(line, length);
    } else if (!strcmp(name, "flood")) { // flood LINES BYTES
        static char line[65536];
        memset(line, 'x', sizeof line);
        for (uint32_t i = 0; i < number(1); i++)
            lode_log(line, number(2));
    } else if (!strcmp(name, "result")) {
        const char *value = rest(2, &length);
        lode_result(text(1), strlen(words[1]), value, length);
    } else if (!strcmp(name, "set")) {
        const char *value = rest(2, &length);
        say("set %s: %d", text(1), (int)lode_variable_set(words[1], strlen(words[1]), value, length));
    } else if (!strcmp(name, "append")) {
        const char *value = rest(2, &length);
        say("append %s: %d", text(1), (int)lode_variable_append(words[1], strlen(words[1]), value, length));
    } else if (!strcmp(name, "swap")) {
        const char *value = rest(3, &length);
        say("swap %s: %d", text(1), (int)lode_variable_swap(words[1], strlen(words[1]), number(2), value, length));
    } else if (!strcmp(name, "get")) {
        char value[1024];
        uint64_t version = 0;
        int32_t found = lode_variable_get(words[1], strlen(words[1]), value, sizeof value, &version);
        say("get %s: %d %u %.*s", text(1), found, (uint32_t)version, found > 0 && found <= 1024 ? found : 0, value);
    } else if (!strcmp(name, "tokenize")) {
        uint32_t ids[1024];
        const char *line = rest(2, &length);
        int32_t count = lode_tokenize(line, length, number(1), ids, 1024);
        say_tokens("tokens", ids, count > 0 && count <= 1024 ? count : 0);
    } else if (!strcmp(name, "detokenize")) {
        char line[1024];
        uint32_t start = pooled(1, word_count);
        int32_t count = lode_detokenize(step->pool + start, word_count - 1, line, sizeof line);
        say("text %d: %.*s", count, count > 0 && count <= 1024 ? count : 0, line);
    } else if (!strcmp(name, "show")) {
        show();
    } else if (!strcmp(name, "text")) {
        say_tokens("text", tokens, step->input.token_count);
    } else if (!strcmp(name, "logits")) {
        uint32_t best = 0;
        for (uint32_t i = 1; i < step->header.vocabulary; i++)
            best = logits[i] > logits[best] ? i : best;
        say("logits: %u %g", best, (double)logits[best]);
    } else if (!strcmp(name, "vocabulary")) {
        show_vocabulary(number(1));
    } else if (!strcmp(name, "argument")) {
        say("argument: %u", step->header.argument_length);
    } else if (!strcmp(name, "map")) {
        map_file(text(1));
    } else if (!strcmp(name, "mapped")) {
        say("mapped: %.*s", 8, mapped ? mapped : "");
    } else if (!strcmp(name, "read")) {
        read_file(text(1));
    } else if (!strcmp(name, "print")) {
        puts(rest(1, &length));
        fflush(stdout);
    } else if (!strcmp(name, "complain")) {
        fprintf(stderr, "%s", rest(1, &length));
    } else if (!strcmp(name, "random")) {
        uint32_t values[2];
        getentropy(values, sizeof values);
        say("random: %08x%08x", values[0], values[1]);
    } else if (!strcmp(name, "clock")) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        say("clock: %d", (int)(now.tv_nsec % 10000));
    } else if (!strcmp(name, "sleep")) {
        say("sleep: %d", usleep(number(1) * 1000));
    } else if (!strcmp(name, "grow")) {
        say("grow: %d", (int)__builtin_wasm_memory_grow(0, number(1)));
    } else if (!strcmp(name, "exit")) {
        exit(number(1));
    } else if (!strcmp(name, "trap")) {
        __builtin_trap();
    } else if (!strcmp(name, "spin_once")) {
        static volatile bool spun;
        if (!spun) {
            spun = true;
            for (;;)
                sink++;
        }
    } else if (!strcmp(name, "spin")) {
        for (;;)
            sink++;
    } else if (!strcmp(name, "recurse")) {
        sink = recurse(number(1));
    } else if (!strcmp(name, "load")) {
        sink = *(volatile uint32_t *)number(1);
    } else if (!strcmp(name, "store")) {
        *(volatile uint32_t *)number(1) = number(2);
    } else if (!strcmp(name, "store_tokens")) {
        *(volatile uint32_t *)tokens = number(1);
    } else if (!strcmp(name, "store_vocabulary")) {
        *(volatile uint32_t *)vocabulary = number(1);
    } else if (!strcmp(name, "output")) { // output WORD VALUE: of the step region
        ((volatile uint32_t *)step)[32 + number(1)] = number(2);
    } else if (!strcmp(name, "noise")) {
        noise(number(1) + (uint32_t)step->input.round);
    } else if (!strcmp(name, "bad_pointer")) {
        lode_log((const char *)0xfffffff0, 64);
    } else if (!strcmp(name, "long_name")) {
        lode_variable_set((const char *)step, 1025, "", 0);
    } else {
        say("probe: unknown command: %s", name);
        __builtin_trap();
    }
    return verdict;
}

static bool is_due(const char *when, const char *phase)
{
    char *end;
    const char *branch = strchr(when, '/');
    size_t length = branch ? (size_t)(branch - when) : strlen(when);
    if (branch && (!step->header.branches || strtoul(branch + 1, NULL, 10) != step->header.branch))
        return false;
    if (!strncmp(when, phase, length) && strlen(phase) == length)
        return true;
    if (strcmp(phase, "step"))
        return false;
    if (!strncmp(when, "missed", length) && length == 6)
        return step->input.flags & MISSED;
    unsigned long round = strtoul(when, &end, 10);
    return end == when + length && length && round == step->input.round;
}

static int32_t run(const char *phase)
{
    static char line[LINE_BYTES];
    int32_t verdict = SAMPLE;
    const char *at = argument, *end = argument + (argument ? step->header.argument_length : 0);
    calls++;
    while (at < end) {
        const char *stop = memchr(at, '\n', end - at);
        size_t length = (stop ? stop : end) - at;
        if (length >= sizeof line)
            __builtin_trap();
        memcpy(line, at, length);
        line[length] = 0;
        at += length + 1;
        char *next = line;
        char *when = strsep(&next, " ");
        if (!is_due(when, phase))
            continue;
        word_count = 0;
        while (next != NULL && word_count < MOST_WORDS)
            words[word_count++] = strsep(&next, " ");
        verdict = command(verdict);
    }
    return verdict;
}

EXPORT(lode_init) int32_t probe_init(void)
{
    return run("init");
}

EXPORT(lode_prepare) void probe_prepare(void)
{
    pool_used = 0;
    run("prepare");
}

EXPORT(lode_step) int32_t probe_step(void)
{
    pool_used = 7680; // what was prepared has the first half
    return run("step");
}

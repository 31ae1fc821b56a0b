// Does what its argument says, as probe.c does, with what a controller reads and shares: constraints, shares, published regions, rings.
// Lines of WHEN COMMAND WORDS; WHEN is init, step (each round) or the number of a round; /N behind it: only in branch N of the last fork.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "contract.h"

REGION(struct step, step)
REGION(uint32_t, mask)
REGION(const char, argument)

struct submission {
    uint32_t operation, target;
    uint64_t target_offset, offset;
    uint32_t length, source_length;
    const char *source;
    uint32_t reserved;
    uint64_t user, unused[2];
};

struct completion {
    uint64_t user;
    int64_t value;
    uint64_t reserved[2];
};

struct rings {
    volatile uint32_t submission_head, submission_tail, completion_head, completion_tail;
    uint32_t reserved[12];
    struct submission submissions[64];
    struct completion completions[128];
};

_Static_assert(sizeof(struct submission) == 64, "a submission");
_Static_assert(sizeof(struct completion) == 32, "a completion");
_Static_assert(offsetof(struct rings, completions) == 4160, "the completion queue");

REGION(struct rings, rings)

IMPORT(share) int32_t lode_share(void *address, uint32_t bytes);
IMPORT(publish) int32_t lode_publish(int32_t handle, const char *name, uint32_t length);
IMPORT(ring_kick) void lode_ring_kick(void);
IMPORT(constraint_regex) int32_t lode_constraint_regex(const char *pattern, uint32_t length);
IMPORT(constraint_allow) int32_t lode_constraint_allow(int32_t handle, uint32_t *mask);
IMPORT(constraint_advance) int32_t lode_constraint_advance(int32_t handle, const uint32_t *tokens, uint32_t count);
IMPORT(constraint_back) int32_t lode_constraint_back(int32_t handle, uint32_t count);
IMPORT(constraint_free) void lode_constraint_free(int32_t handle);

enum { MOST_WORDS = 64, LINE_BYTES = 8192, MOST_SHARES = 80 };

static char *words[MOST_WORDS];
static int word_count;
static char *shares[MOST_SHARES]; // by handle
static char *mapped;
static uint32_t mapped_bytes;
static char name[256]; // of a submission, which is read at the kick

static void say(const char *format, ...)
{
    static char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    lode_log(line, length < LINE_BYTES ? length : LINE_BYTES - 1);
}

static uint64_t number(int word) { return word < word_count ? strtoull(words[word], NULL, 0) : 0; }

static const char *text(int word) { return word < word_count ? words[word] : ""; }

static uint64_t hash(const char *bytes, uint32_t length)
{
    uint64_t value = 14695981039346656037u; // FNV-1a
    for (uint32_t i = 0; i < length; i++)
        value = (value ^ (uint8_t)bytes[i]) * 1099511628211u;
    return value;
}

static void submit(uint32_t operation, uint32_t target, uint64_t target_offset, uint32_t length, const char *source, uint32_t source_length,
    uint64_t offset, uint64_t user)
{
    struct submission *entry = &rings->submissions[rings->submission_tail % 64];
    memset(entry, 0, sizeof *entry);
    entry->operation = operation;
    entry->target = target;
    entry->target_offset = target_offset;
    entry->offset = offset;
    entry->length = length;
    entry->source_length = source_length;
    entry->source = source;
    entry->user = user;
    rings->submission_tail++;
}

static void drain(void)
{
    while (rings->completion_head != rings->completion_tail) {
        struct completion *entry = &rings->completions[rings->completion_head % 128];
        say("done %llu: %lld", entry->user, entry->value);
        rings->completion_head++;
    }
}

static int32_t run(void)
{
    static uint32_t ids[256];
    const char *command = words[0];
    int verdict = SAMPLE;
    if (strcmp(command, "share") == 0) {
        uint32_t bytes = number(1) * 4096;
        char *address = reserve(bytes);
        int32_t handle = lode_share(address, bytes);
        if (handle >= 0 && handle < MOST_SHARES)
            shares[handle] = address;
        if (word_count < 3)
            say("share: %d", handle);
    } else if (strcmp(command, "share_at") == 0) {
        say("share: %d", lode_share((void *)(uint32_t)number(1), number(2)));
    } else if (strcmp(command, "share_again") == 0) {
        say("share: %d", lode_share(shares[number(1)], 4096));
    } else if (strcmp(command, "fill") == 0) { // HANDLE BYTES SEED
        uint32_t value = number(3);
        for (uint32_t i = 0; i < number(2); i += 4, value = value * 1664525 + 1013904223)
            *(uint32_t *)(shares[number(1)] + i) = value;
    } else if (strcmp(command, "write") == 0) { // HANDLE OFFSET WORD
        strcpy(shares[number(1)] + number(2), text(3));
    } else if (strcmp(command, "text") == 0) { // HANDLE OFFSET
        say("text: %s", shares[number(1)] + number(2));
    } else if (strcmp(command, "hash") == 0) { // HANDLE OFFSET BYTES
        say("hash: %llx", hash(shares[number(1)] + number(2), number(3)));
    } else if (strcmp(command, "publish") == 0) {
        say("publish: %d", lode_publish(number(1), text(2), strlen(text(2))));
    } else if (strcmp(command, "size") == 0) {
        say("size: %lld", lode_map_size(text(1), strlen(text(1))));
    } else if (strcmp(command, "map") == 0) {
        int64_t bytes = lode_map_size(text(1), strlen(text(1)));
        if (bytes >= 0) {
            mapped_bytes = bytes;
            mapped = reserve(mapped_bytes == 0 ? 1 : mapped_bytes);
        }
        say("map: %d", lode_map(text(1), strlen(text(1)), mapped, (mapped_bytes + 4095) / 4096 * 4096));
    } else if (strcmp(command, "map_at") == 0) { // NAME ADDRESS BYTES
        say("map: %d", lode_map(text(1), strlen(text(1)), (void *)(uint32_t)number(2), number(3)));
    } else if (strcmp(command, "find") == 0) { // in what is mapped
        const char *wanted = text(1);
        uint32_t length = strlen(wanted), at = 0;
        while (at + length <= mapped_bytes && (mapped[at] != wanted[0] || memcmp(mapped + at, wanted, length) != 0))
            at++;
        say("find: %d", at + length <= mapped_bytes ? (int)at : -1);
    } else if (strcmp(command, "mapped_hash") == 0) {
        say("hash: %llx", hash(mapped, mapped_bytes));
    } else if (strcmp(command, "poke") == 0) {
        *(volatile char *)mapped = 1;
    } else if (strcmp(command, "read") == 0) { // USER HANDLE TARGET_OFFSET LENGTH SOURCE OFFSET
        strcpy(name, text(5));
        submit(1, number(2), number(3), number(4), name, strlen(name), word_count > 6 ? number(6) : -1, number(1));
        lode_ring_kick();
    } else if (strcmp(command, "read_name_at") == 0) { // USER ADDRESS LENGTH
        submit(1, 0, 0, 16, (const char *)(uint32_t)number(2), number(3), 0, number(1));
        lode_ring_kick();
    } else if (strcmp(command, "many") == 0) { // COUNT HANDLE SOURCE: one byte each, at places of their own
        strcpy(name, text(3));
        for (uint32_t i = 0; i < number(1); i++)
            submit(1, number(2), i, 1, name, strlen(name), i, i);
        lode_ring_kick();
    } else if (strcmp(command, "operation") == 0) { // USER NUMBER
        submit(number(2), 0, 0, 0, 0, 0, 0, number(1));
        lode_ring_kick();
    } else if (strcmp(command, "cancel") == 0) { // USER OF
        submit(2, 0, 0, 0, 0, 0, number(2), number(1));
        lode_ring_kick();
    } else if (strcmp(command, "kick") == 0) {
        lode_ring_kick();
    } else if (strcmp(command, "counters") == 0) { // two that the guest writes, moved by so much
        rings->submission_tail += number(1);
        rings->completion_head += number(2);
    } else if (strcmp(command, "noise") == 0) {
        uint32_t value = number(1);
        for (uint32_t i = 0; i < 16384; i++, value = value * 1664525 + 1013904223)
            ((volatile uint32_t *)rings)[i] = value;
        lode_ring_kick();
    } else if (strcmp(command, "queue") == 0) {
        say("queue: %u %u %u %u", rings->submission_head, rings->submission_tail, rings->completion_head, rings->completion_tail);
    } else if (strcmp(command, "drain") == 0) {
        drain();
    } else if (strcmp(command, "wait") == 0) { // until a completion lies there
        if (rings->completion_head == rings->completion_tail) {
            step->output.flags |= WAIT;
            verdict = SKIP;
        }
    } else if (strcmp(command, "regex") == 0) {
        say("regex: %d", lode_constraint_regex(text(1), strlen(text(1))));
    } else if (strcmp(command, "allow") == 0) {
        memset(mask, 0xff, step->header.mask_words * 4);
        int32_t answer = lode_constraint_allow(number(1), mask);
        step->output.flags |= USE_MASK;
        if (word_count > 2)
            say("allow: %d", answer);
        if (answer == 3)
            verdict = STOP;
    } else if (strcmp(command, "allow_at") == 0) {
        say("allow: %d", lode_constraint_allow(0, (uint32_t *)(uint32_t)number(1)));
    } else if (strcmp(command, "advance") == 0) { // HANDLE TOKENS
        for (int i = 2; i < word_count; i++)
            ids[i - 2] = number(i);
        say("advance: %d", lode_constraint_advance(number(1), ids, word_count - 2));
    } else if (strcmp(command, "sampled") == 0) { // takes what was sampled last
        ids[0] = step->input.sampled;
        if (step->input.sampled >= 0)
            lode_constraint_advance(number(1), ids, 1);
    } else if (strcmp(command, "back") == 0) {
        say("back: %d", lode_constraint_back(number(1), number(2)));
    } else if (strcmp(command, "free") == 0) {
        lode_constraint_free(number(1));
    } else if (strcmp(command, "fork") == 0) {
        step->output.branches = number(1);
        verdict = FORK;
    } else if (strcmp(command, "stop") == 0) {
        verdict = STOP;
    } else {
        say("unknown command %s", command);
    }
    return verdict;
}

static int32_t run_all(const char *when, int round)
{
    static char line[LINE_BYTES];
    int32_t verdict = SAMPLE;
    const char *end = argument + step->header.argument_length;
    for (const char *start = argument; start < end;) {
        const char *stop = memchr(start, '\n', end - start);
        size_t length = (stop == NULL ? end : stop) - start;
        memcpy(line, start, length);
        line[length] = 0;
        start += length + 1;
        word_count = 0;
        char *kind = strtok(line, " ");
        for (char *word; word_count < MOST_WORDS && (word = strtok(NULL, " ")) != NULL;)
            words[word_count++] = word;
        char *branch = strchr(kind, '/');
        if (branch != NULL)
            *branch++ = 0;
        bool fits = strcmp(kind, when) == 0 || (round >= 0 && *kind >= '0' && *kind <= '9' && atoi(kind) == round);
        if (!fits || word_count == 0)
            continue;
        if (branch != NULL ? step->header.branches == 0 || atoi(branch) != (int)step->header.branch : strcmp(words[0], "fork") == 0 && step->header.branches != 0)
            continue;
        int32_t found = run();
        if (found != SAMPLE)
            verdict = found;
        if (found == SKIP)
            break; // what follows waits, too
    }
    return verdict;
}

EXPORT(lode_init) int32_t lode_init(void) { return run_all("init", -1); }

EXPORT(lode_step) int32_t lode_step(void) { return run_all("step", (int)step->input.round); }

// Drives a controller in a Lode worker, as an inference server would: docs/control-protocol.md. 64-bit Linux, no libraries.
//
//     cc -O2 -o client client.c
//     lode control serve ~/.lode-worker --tokenizer demo --allow . &
//     ./client ~/.lode-worker controller.wasm 1536 --arg hello --sequences 3 --rounds 8
//
// There is no model here: after token t the likeliest is t + 1, then t + 2, and so on. Whoever has a model writes its logits instead,
// where write_logits() does.
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { HELLO = 1, LOAD, UNLOAD, START, FINISH, OPEN, FORK, CLOSE, ARGUMENT = 16, LOG = 32, VARIABLE, RESULT, FAULT, GOODBYE };
enum phase { INIT, PREPARE, STEP };
enum verdict { SAMPLE, STOP, SKIP, SPLICE, BRANCH, FAILED = -1 };
enum { MISSED_FLAG = 2, FAILED_FLAG = 4, USE_MASK = 1, USE_BIAS = 2 };
enum { BODY_BYTES = 65536 - 64, SLOTS = 64, CAPACITY = 1024, SPINS = 2000, PATIENCE_SECONDS = 30 };

struct message {
    uint32_t magic, version, kind, tag, object, slot, error, length;
    uint64_t a, b, c, d;
    char body[BODY_BYTES + 1]; // and an end for texts
};

struct header_line {
    uint32_t magic, version, vocabulary, capacity, slots, process;
    uint64_t first_slot, slot_bytes;
    uint32_t doorbell, sleeping, served, reserved[3];
};

struct slot_line {
    uint32_t call, phase, done;
    int32_t verdict;
    uint32_t messages, sleeping, flags, reserved;
    uint64_t nanoseconds, more[3];
};

struct step_region { // docs/controllers.md
    struct { uint32_t abi, vocabulary, mask_words, capacity, prompt_length, rest[11]; } header;
    struct { uint64_t round; uint32_t count, removed, appended; int32_t sampled, splice; uint32_t flags, missed, rest[7]; } input;
    struct { uint32_t flags; float temperature; uint32_t backtrack, start, count, splices, branches, rest[9]; } output;
    char reserved[64];
    struct { uint32_t when, whens, backtrack, start, count, rest[11]; } splices[60];
    uint32_t pool[15360];
};

struct sequence { // a text that grows, and what its controller has to be told of it
    uint32_t slot, number, call;
    bool prepares, skips;
    char ended[256];
    uint64_t round;
    uint32_t prompt, count, removed, appended, missed;
    int32_t sampled, splice;
};

static int worker;
static char *memory;
static uint64_t layout[7]; // bytes, first slot, bytes of a slot, mask, bias, logits, tokens
static uint32_t vocabulary, told, tags;
static struct message in, out;
static struct sequence sequences[SLOTS];
static int sequence_count;
static bool used[SLOTS];

static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fflush(stdout);
    fputs("client: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

static struct header_line *header_line(void) { return (struct header_line *)memory; }
static struct slot_line *line(uint32_t slot) { return (struct slot_line *)(memory + 64 * (1 + slot)); }
static char *place(uint32_t slot) { return memory + layout[1] + slot * layout[2]; }
static struct step_region *step(uint32_t slot) { return (struct step_region *)place(slot); }
static uint32_t *mask(uint32_t slot) { return (uint32_t *)(place(slot) + layout[3]); }
static float *bias(uint32_t slot) { return (float *)(place(slot) + layout[4]); }
static float *logits(uint32_t slot) { return (float *)(place(slot) + layout[5]); }
static uint32_t *tokens(uint32_t slot) { return (uint32_t *)(place(slot) + layout[6]); }

static long futex(uint32_t *word, int operation, uint32_t value, const struct timespec *time)
{
    return syscall(SYS_futex, word, operation, value, time, NULL, 0);
}

static void send_message(uint32_t kind, uint32_t length)
{
    out.magic = 0x57444F4C, out.version = 1, out.kind = kind, out.length = length;
    if (send(worker, &out, 64 + length, MSG_NOSIGNAL) < 0)
        fail("the worker is gone: %s", strerror(errno));
    memset(&out, 0, 64);
}

static void hear(void) // what a worker tells by itself
{
    told++;
    if (in.kind == LOG) {
        for (uint32_t at = 0; at + 4 <= in.length;) {
            uint32_t length = *(uint32_t *)(in.body + at) & 0x7fffffff;
            printf("sequence %u says: %.*s\n", (uint32_t)in.a, (int)length, in.body + at + 4);
            at += 4 + length;
        }
    } else if (in.kind == RESULT) {
        printf("%.*s = %.*s\n", (int)in.d, in.body, (int)(in.length - in.d), in.body + in.d);
    } else if (in.kind == FAULT) {
        for (int i = 0; i < sequence_count; i++) {
            if (sequences[i].slot == in.slot && !sequences[i].ended[0])
                snprintf(sequences[i].ended, sizeof sequences[i].ended, "%.*s", (int)strcspn(in.body, "\n"), in.body);
        }
    }
}

// Takes a message; false where none came in the time. One with a file puts it into *file.
static bool receive(int milliseconds, int *file)
{
    struct pollfd ready = { .fd = worker, .events = POLLIN };
    if (poll(&ready, 1, milliseconds) <= 0)
        return false;
    char control[CMSG_SPACE(sizeof(int))] __attribute__((aligned(8)));
    struct iovec vector = { &in, sizeof in - 1 };
    struct msghdr header = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
    ssize_t length = recvmsg(worker, &header, MSG_CMSG_CLOEXEC);
    if (length <= 0)
        fail("the worker is gone: it crashed, or was killed");
    if (length < 64 || in.magic != 0x57444F4C || in.version != 1 || in.length != length - 64)
        fail("expected a message of version 1");
    in.body[in.length] = 0;
    struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
    if (rights && rights->cmsg_type == SCM_RIGHTS && file)
        memcpy(file, CMSG_DATA(rights), sizeof *file);
    if (in.kind == GOODBYE)
        fail("%s", in.body);
    return true;
}

// Asks; the answer then lies in `in`.
static void ask(uint32_t kind, uint32_t length, int *file)
{
    uint32_t tag = out.tag = ++tags;
    send_message(kind, length);
    for (;;) {
        if (!receive(PATIENCE_SECONDS * 1000, file))
            fail("the worker did not answer for %d s", PATIENCE_SECONDS);
        if (in.kind >= LOG)
            hear();
        else if (in.tag == tag)
            break;
    }
    if (in.error)
        fail("%s", in.body);
}

static void greet(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path)
        fail("%s is too long for a socket", path);
    strcpy(address.sun_path, path);
    worker = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (worker < 0 || connect(worker, (struct sockaddr *)&address, sizeof address) != 0)
        fail("%s: %s", path, strerror(errno));
    out.a = vocabulary, out.b = CAPACITY, out.c = SLOTS;
    int file = -1;
    ask(HELLO, 0, &file);
    memcpy(layout, in.body, sizeof layout);
    memory = mmap(NULL, layout[0], PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED || header_line()->magic != 0x43444F4C || header_line()->version != 1)
        fail("expected memory of version 1");
    close(file);
}

static uint32_t take_slot(void)
{
    for (uint32_t i = 0; i < SLOTS; i++) {
        if (!used[i]) {
            used[i] = true;
            return i;
        }
    }
    fail("there are only %d slots", SLOTS);
    return 0;
}

static void append(struct sequence *s, const uint32_t *ids, uint32_t count)
{
    if (count > CAPACITY - s->count)
        fail("there is room for %d tokens", CAPACITY);
    memcpy(tokens(s->slot) + s->count, ids, 4 * count);
    s->count += count, s->appended += count;
}

static void take_off(struct sequence *s, uint32_t count)
{
    uint32_t fresh = s->appended < count ? s->appended : count;
    s->count -= count, s->appended -= fresh, s->removed += count - fresh;
}

static void begin(struct sequence *s, enum phase phase)
{
    struct step_region *region = step(s->slot);
    region->input.round = s->round, region->input.count = s->count, region->input.removed = s->removed, region->input.appended = s->appended;
    region->input.sampled = s->sampled, region->input.splice = s->splice, region->input.missed = s->missed;
    region->input.flags = (phase == STEP ? 1 : 0) | (s->missed ? 2 : 0);
    if (phase != STEP || !s->prepares) // what was prepared counts
        memset(&region->output, 0, sizeof region->output);
    line(s->slot)->phase = phase;
    __atomic_store_n(&line(s->slot)->call, s->call = line(s->slot)->call + 1, __ATOMIC_RELEASE);
}

static void ring(void)
{
    __atomic_fetch_add(&header_line()->doorbell, 1, __ATOMIC_SEQ_CST);
    if (__atomic_exchange_n(&header_line()->sleeping, 0, __ATOMIC_SEQ_CST))
        futex(&header_line()->doorbell, FUTEX_WAKE, INT_MAX, NULL);
}

static void wait_for(struct sequence *s)
{
    struct slot_line *at = line(s->slot);
    for (int i = 0; i < SPINS; i++) {
        if (__atomic_load_n(&at->done, __ATOMIC_ACQUIRE) == s->call)
            return;
    }
    uint32_t done, served = header_line()->served;
    for (int idle = 0; (done = __atomic_load_n(&at->done, __ATOMIC_ACQUIRE)) != s->call; idle++) {
        __atomic_store_n(&at->sleeping, 1, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&at->done, __ATOMIC_SEQ_CST) == done)
            futex(&at->done, FUTEX_WAIT, done, &(struct timespec){ .tv_nsec = 100000000 });
        while (receive(0, NULL)) // ends the program where the worker is gone
            hear();
        if (served != header_line()->served)
            served = header_line()->served, idle = 0;
        if (idle > PATIENCE_SECONDS * 10)
            fail("the worker did nothing for %d s", PATIENCE_SECONDS);
    }
}

static enum verdict end(struct sequence *s, enum phase phase)
{
    wait_for(s);
    struct slot_line at = *line(s->slot);
    while ((int32_t)(at.messages - told) > 0) {
        if (!receive(PATIENCE_SECONDS * 1000, NULL))
            fail("the worker promised messages that did not come");
        hear();
    }
    if (at.flags & FAILED_FLAG)
        return FAILED;
    if (at.flags & MISSED_FLAG) {
        if (++s->missed == 10)
            strcpy(s->ended, "it took too long");
        return SKIP;
    }
    if (phase != PREPARE) {
        s->round += phase == STEP && at.verdict != BRANCH;
        s->missed = s->removed = s->appended = 0, s->sampled = s->splice = -1;
    }
    return at.verdict;
}

static void write_logits(const struct sequence *s) // where a model would write its own
{
    uint32_t last = tokens(s->slot)[s->count - 1];
    for (uint32_t token = 0; token < vocabulary; token++)
        logits(s->slot)[token] = -(float)((token + vocabulary - last - 1) % vocabulary);
}

static int sample(const struct sequence *s) // the likeliest token that may be, or -1
{
    uint32_t flags = step(s->slot)->output.flags;
    int best = -1;
    float most = 0;
    for (uint32_t token = 0; token < vocabulary; token++) {
        if (flags & USE_MASK && !(mask(s->slot)[token / 32] >> token % 32 & 1))
            continue;
        float logit = logits(s->slot)[token] + (flags & USE_BIAS ? bias(s->slot)[token] : 0);
        if (best < 0 || logit > most)
            best = (int)token, most = logit;
    }
    return best;
}

static void apply(struct sequence *s, enum verdict verdict)
{
    struct step_region *region = step(s->slot);
    if (verdict == STOP) {
        strcpy(s->ended, "it stopped");
    } else if (verdict == SPLICE) {
        take_off(s, region->output.backtrack);
        append(s, region->pool + region->output.start, region->output.count);
    } else if (verdict == SAMPLE) {
        int token = sample(s);
        if (token < 0) {
            strcpy(s->ended, "its mask allows no token");
            return;
        }
        s->sampled = token;
        for (uint32_t i = 0; i < region->output.splices; i++) {
            for (uint32_t j = 0; j < region->splices[i].whens; j++) {
                if (region->pool[region->splices[i].when + j] != (uint32_t)token)
                    continue;
                s->splice = (int)i;
                if (region->splices[i].backtrack == 0)
                    append(s, (uint32_t *)&token, 1);
                else
                    take_off(s, region->splices[i].backtrack - 1);
                append(s, region->pool + region->splices[i].start, region->splices[i].count);
                return;
            }
        }
        append(s, (uint32_t *)&token, 1);
    }
}

static void set_prompt(struct sequence *s) { step(s->slot)->header.prompt_length = s->prompt = s->count; }

// The sequence goes on, and others with it, which have the same text so far.
static void branch(struct sequence *s, bool *due)
{
    int count = (int)step(s->slot)->output.branches - 1, first = sequence_count;
    if (sequence_count + count > SLOTS)
        fail("there are only %d slots", SLOTS);
    for (int i = 0; i < count; i++)
        ((uint32_t *)out.body)[i] = take_slot();
    uint32_t slots[SLOTS];
    memcpy(slots, out.body, 4 * count);
    out.slot = s->slot, out.a = UINT64_MAX;
    ask(FORK, 4 * count, NULL);
    for (int i = 0; i < count; i++) {
        struct sequence *fork = &sequences[sequence_count++];
        *fork = *s;
        fork->slot = slots[i], fork->number = (uint32_t)in.a + i;
        due[first + i] = true;
    }
}

static void round_of_all(void)
{
    bool due[SLOTS] = { false };
    for (int i = 0; i < sequence_count; i++)
        due[i] = !sequences[i].ended[0];
    int first = sequence_count;
    for (int i = 0; i < first; i++) {
        if (due[i] && sequences[i].prepares)
            begin(&sequences[i], PREPARE);
    }
    ring(); // here a model would compute
    for (int i = 0; i < first; i++) {
        if (due[i] && sequences[i].prepares)
            due[i] = end(&sequences[i], PREPARE) == SAMPLE;
        if (due[i])
            write_logits(&sequences[i]);
    }
    for (bool again = true; again;) { // once, and once more for each fork
        int count = sequence_count;
        for (int i = 0; i < count; i++) {
            if (due[i])
                begin(&sequences[i], STEP);
        }
        ring();
        again = false;
        for (int i = 0; i < count; i++) {
            if (!due[i])
                continue;
            enum verdict verdict = end(&sequences[i], STEP);
            due[i] = verdict == BRANCH;
            if (verdict == BRANCH)
                branch(&sequences[i], due), again = true;
            else if (verdict != FAILED)
                apply(&sequences[i], verdict);
        }
    }
}

int main(int count, char **arguments)
{
    const char *argument = "";
    int wanted = 2, rounds = 8;
    for (int i = 4; i + 1 < count; i += 2) {
        if (!strcmp(arguments[i], "--arg"))
            argument = arguments[i + 1];
        else if (!strcmp(arguments[i], "--sequences"))
            wanted = atoi(arguments[i + 1]);
        else if (!strcmp(arguments[i], "--rounds"))
            rounds = atoi(arguments[i + 1]);
    }
    if (count < 4 || count % 2 != 0 || wanted < 1 || wanted > SLOTS)
        fail("usage: client SOCKET CONTROLLER VOCABULARY [--arg TEXT] [--sequences N] [--rounds N]");
    vocabulary = (uint32_t)atoi(arguments[3]);
    greet(arguments[1]);
    int begin_of_text = (int)in.b;

    memset(out.body, 0, 64); // the default limits
    if (!realpath(arguments[2], out.body + 64))
        fail("%s: %s", arguments[2], strerror(errno));
    ask(LOAD, 64 + strlen(out.body + 64), NULL);
    uint32_t controller = in.object;
    for (size_t at = 0, length = strlen(argument); at < length; at += BODY_BYTES) {
        size_t part = length - at < BODY_BYTES ? length - at : BODY_BYTES;
        memcpy(out.body, argument + at, part);
        send_message(ARGUMENT, part);
    }
    out.object = controller;
    ask(START, 0, NULL);
    uint32_t request = in.object;

    for (int i = 0; i < wanted; i++) {
        struct sequence *s = &sequences[sequence_count++];
        s->slot = take_slot(), s->sampled = s->splice = -1;
        out.object = request, out.slot = s->slot, out.a = UINT64_MAX;
        ask(OPEN, 0, NULL);
        s->number = (uint32_t)in.a, s->prepares = in.b == 1;
        if (begin_of_text >= 0)
            append(s, (uint32_t *)&begin_of_text, 1);
        append(s, (uint32_t[]){ 5 + i, 6 + i }, 2);
        set_prompt(s);
        begin(s, INIT);
    }
    ring();
    for (int i = 0; i < wanted; i++) {
        enum verdict verdict = end(&sequences[i], INIT);
        if (verdict == STOP || verdict == SPLICE) {
            apply(&sequences[i], verdict);
            set_prompt(&sequences[i]);
        }
    }
    for (int i = 0; i < rounds; i++)
        round_of_all();
    for (int i = 0; i < sequence_count; i++) {
        struct sequence *s = &sequences[i];
        printf("sequence %u:", s->number);
        for (uint32_t j = s->prompt; j < s->count; j++)
            printf(" %u", tokens(s->slot)[j]);
        printf(s->ended[0] ? " (%s)\n" : "\n", s->ended);
        out.slot = s->slot;
        ask(CLOSE, 0, NULL);
    }
    out.object = request;
    ask(FINISH, 0, NULL);
    return 0;
}

// A guest for tests: does what its first argument says, with nothing but WASI preview 1 and the two functions of "lode".
// clang --target=wasm32-unknown-unknown -Os -nostdlib -fno-builtin -mbulk-memory -Wl,--strip-debug,-z,stack-size=16384 -o probe.wasm probe.c
typedef unsigned u32;
typedef unsigned long long u64;

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))
#define LODE(name) __attribute__((import_module("lode"), import_name(#name)))

typedef struct { const char *at; u32 length; } buffer;

WASI(args_sizes_get) int args_sizes_get(u32 *count, u32 *bytes);
WASI(args_get) int args_get(char **pointers, char *texts);
WASI(environ_sizes_get) int environ_sizes_get(u32 *count, u32 *bytes);
WASI(environ_get) int environ_get(char **pointers, char *texts);
WASI(fd_write) int fd_write(int fd, const buffer *buffers, u32 count, u32 *written);
WASI(fd_read) int fd_read(int fd, const buffer *buffers, u32 count, u32 *read);
WASI(fd_prestat_get) int fd_prestat_get(int fd, u32 *stat);
WASI(fd_prestat_dir_name) int fd_prestat_dir_name(int fd, char *name, u32 length);
WASI(path_open) int path_open(int fd, int lookup, const char *path, u32 length, int flags, u64 rights, u64 inheriting, int fdflags, int *opened);
WASI(poll_oneoff) int poll_oneoff(const void *subscriptions, void *events, u32 count, u32 *happened);
WASI(proc_exit) _Noreturn void proc_exit(int code);
LODE(map_size) long long map_size(const char *name, u32 length);
LODE(map) int map(const char *name, u32 name_length, void *address, u32 length);

static char *args[64];
static char texts[1 << 16];
static char block[1 << 16];
static __attribute__((aligned(4096))) char window[1 << 18];

static u32 length(const char *text) { u32 n = 0; while (text[n]) n++; return n; }
static int same(const char *a, const char *b) { while (*a && *a == *b) { a++; b++; } return *a == *b; }
static int number(const char *text) { int n = 0; for (; *text; text++) n = 10 * n + (*text - '0'); return n; }

// Writes everything, or gives up with the error number as the exit code.
static void put(int fd, const char *bytes, u32 count) {
    while (count) {
        buffer one = { bytes, count };
        u32 written;
        int error = fd_write(fd, &one, 1, &written);
        if (error) proc_exit(100 + error);
        bytes += written;
        count -= written;
    }
}

static void say(const char *text) { put(1, text, length(text)); }

static void say_number(long long n) {
    char digits[24];
    int at = sizeof digits;
    int negative = n < 0;
    u64 rest = negative ? -(u64)n : (u64)n;
    do digits[--at] = '0' + rest % 10; while (rest /= 10);
    if (negative) digits[--at] = '-';
    put(1, digits + at, sizeof digits - at);
}

static u32 get(int fd) {
    buffer one = { block, sizeof block };
    u32 count;
    int error = fd_read(fd, &one, 1, &count);
    if (error) proc_exit(100 + error);
    return count;
}

static void copy(int from, int to) { u32 count; while ((count = get(from))) put(to, block, count); }

// Opens a path under the first directory that was given whose name begins it.
static int open(const char *path, int flags, u64 rights) {
    for (int fd = 3;; fd++) {
        u32 stat[2];
        if (fd_prestat_get(fd, stat)) return -44;
        fd_prestat_dir_name(fd, block, stat[1]);
        u32 n = stat[1], i = 0;
        while (i < n && path[i] == block[i]) i++;
        if (i < n) continue;
        while (path[i] == '/') i++;
        int opened;
        int error = path_open(fd, 1, path + i, length(path + i), flags, rights, 0, 0, &opened);
        return error ? -error : opened;
    }
}

static int must(int opened) { if (opened < 0) { say("error "); say_number(-opened); say("\n"); proc_exit(1); } return opened; }

static volatile int depth;

__attribute__((noinline)) static int deep(int n) { depth = n; int below = n == 0 ? 0 : deep(n - 1); depth = n; return below + 1; }

__attribute__((noinline)) static void fail(void) { __builtin_trap(); }

void _start(void) {
    u32 count, bytes;
    args_sizes_get(&count, &bytes);
    args_get(args, texts);
    const char *what = count > 1 ? args[1] : "";
    if (same(what, "args")) for (u32 i = 0; i < count; i++) { say(args[i]); say("\n"); }
    else if (same(what, "env")) {
        environ_sizes_get(&count, &bytes);
        environ_get(args, texts);
        for (u32 i = 0; i < count; i++) { say(args[i]); say("\n"); }
    }
    else if (same(what, "cat")) copy(count > 2 ? must(open(args[2], 0, 2)) : 0, 1);
    else if (same(what, "write")) copy(0, must(open(args[2], 9, 64)));
    else if (same(what, "error")) put(2, args[2], length(args[2]));
    else if (same(what, "exit")) proc_exit(number(args[2]));
    else if (same(what, "trap")) fail();
    else if (same(what, "null")) *(volatile int *)0xfffffff0 = 1;
    else if (same(what, "spin")) for (volatile int i = 0;; i++) { }
    else if (same(what, "yes")) for (;;) say("yes\n");
    else if (same(what, "deep")) { say_number(deep(number(args[2]))); say("\n"); }
    else if (same(what, "grow")) { say_number((int)__builtin_wasm_memory_grow(0, number(args[2]))); say("\n"); }
    else if (same(what, "sleep")) {
        struct { u64 user; u64 tag; u64 clock; u64 timeout, precision, flags; } wait = { 1, 0, 1, 1000000ull * number(args[2]), 0, 0 };
        poll_oneoff(&wait, block, 1, &count);
        say("awake\n");
    }
    else if (same(what, "map")) {
        u32 n = length(args[2]);
        long long size = map_size(args[2], n);
        say_number(size); say("\n");
        int error = map(args[2], n, window, sizeof window);
        say_number(error); say("\n");
        if (!error) put(1, window, size);
        if (!error && count > 3) window[0] = '!';
    }
    else { put(2, "what?\n", 6); proc_exit(2); }
}

__attribute__((export_name("add"))) int add(int a, int b) { return a + b; }
__attribute__((export_name("half"))) double half(double a) { return a / 2; }

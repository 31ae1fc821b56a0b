/*
 * schema: searches a file of any size where it lies, and lets the model write a name that it found there, and only such.
 *
 *     guests/make-schema types.jsonl 100
 *     lode run demo "The name is " --control schema.wasm --map schema=types.jsonl --arg '"kind":"duration"'
 *
 * The file has an entry per line, {"name":"...",...}; the argument is a text that the line must hold. The results are "found", how many
 * names that were, and "name", the one that was written.
 *
 * Teaches: files are mapped, not read: the 100 MB lie in memory once, however many controllers search them, and here nothing is copied,
 * not even the names. A call has 25 ms, so the search takes a part at a time and skips rounds meanwhile; it writes down how far it is last,
 * so that a call that is stopped and made again does its part again. The names are held to by ranges of a sorted list.
 */
#include "lode.h"

LODE_REGIONS(step, mask, tokens, vocabulary, argument)

enum { PART = 4 << 20, MOST = 4096 };

static struct name {
    const char *text;
    uint32_t length;
} names[MOST];
static uint32_t count;
static const struct name *sorted[MOST];
static uint32_t found;

static const char *file;
static uint64_t file_length, done;
static bool is_sorted;
static uint8_t skips[256]; /* how far to go on where a byte stands in the place of the last one */

int lode_init(void) {
    uint32_t length = lode.step->header.argument_length;
    file = lode_map("schema", &file_length);
    if (!file || length == 0 || length > 255)
        lode_fail("schema: expected --map schema=FILE and --arg TEXT of 1 to 255 bytes");
    for (uint32_t i = 0; i < 256; i++)
        skips[i] = (uint8_t)length;
    for (uint32_t i = 0; i + 1 < length; i++)
        skips[(uint8_t)lode.argument[i]] = (uint8_t)(length - 1 - i);
    return LODE_SAMPLE;
}

/* Keeps the name of the line that holds a place, and goes on behind that line. */
static uint64_t take(uint64_t place) {
    static const char key[] = "\"name\":\"";
    uint64_t start = place, end = place;
    while (start > 0 && file[start - 1] != '\n')
        start--;
    while (end < file_length && file[end] != '\n')
        end++;
    for (uint64_t i = start; i + sizeof key - 1 < end; i++) {
        if (memcmp(file + i, key, sizeof key - 1) != 0)
            continue;
        i += sizeof key - 1;
        uint64_t last = i;
        while (last < end && file[last] != '"' && file[last] != '\\')
            last++;
        if (last > i && last < end && file[last] == '"' && count < MOST) {
            names[count].text = file + i;
            names[count].length = (uint32_t)(last - i);
            count++;
        }
        break;
    }
    return end;
}

/* Boyer and Moore's search as Horspool made it simple: it looks at one byte in so many as the text is long. */
static void search(void) {
    uint32_t length = lode.step->header.argument_length;
    uint64_t until = done + PART < file_length ? done + PART : file_length, i = done;
    while (i < until && i + length <= file_length) {
        uint8_t last = (uint8_t)file[i + length - 1];
        if (last == (uint8_t)lode.argument[length - 1] && memcmp(file + i, lode.argument, length) == 0)
            done = i = take(i);
        else
            i += skips[last];
    }
    done = i + length <= file_length ? i : file_length;
}

static int compare(const struct name *a, const struct name *b) {
    uint32_t n = a->length < b->length ? a->length : b->length;
    int difference = memcmp(a->text, b->text, n);
    return difference ? difference : (int)a->length - (int)b->length;
}

/* Sorts by heap into `sorted`, each name once. It begins anew where it was stopped: it changes nothing that it reads. */
static void sort(void) {
    uint32_t n = count;
    for (uint32_t i = 0; i < n; i++)
        sorted[i] = &names[i];
    for (uint32_t i = n / 2; n > 1;) {
        const struct name *moved;
        uint32_t hole = 0;
        if (i > 0) {
            moved = sorted[hole = --i];
        } else {
            moved = sorted[--n];
            sorted[n] = sorted[0];
        }
        for (uint32_t child; (child = 2 * hole + 1) < n; hole = child) {
            if (child + 1 < n && compare(sorted[child], sorted[child + 1]) < 0)
                child++;
            if (compare(sorted[child], moved) <= 0)
                break;
            sorted[hole] = sorted[child];
        }
        sorted[hole] = moved;
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || compare(sorted[kept - 1], sorted[i]) != 0)
            sorted[kept++] = sorted[i];
    found = kept;
}

/* Names that agree so far: they lie together, as they are sorted. */
struct range {
    uint32_t first, end;
};

/* The first of a range that has this byte or a greater one at a place; names that are no longer than it come before all. */
static uint32_t find(struct range range, uint32_t place, uint32_t byte) {
    while (range.first < range.end) {
        uint32_t middle = (range.first + range.end) / 2;
        const struct name *name = sorted[middle];
        if (name->length <= place || (uint8_t)name->text[place] < byte)
            range.first = middle + 1;
        else
            range.end = middle;
    }
    return range.first;
}

static struct range narrow(struct range range, uint32_t place, uint8_t byte) {
    struct range narrowed = {find(range, place, byte), find(range, place, byte + 1u)};
    return narrowed;
}

int lode_step(void) {
    if (done < file_length) {
        search();
        return LODE_SKIP;
    }
    if (!is_sorted) {
        sort();
        is_sorted = true;
        lode_result_int("found", found);
        if (found == 0)
            return LODE_STOP;
    }

    static struct range ranges[LODE_DEPTH + 1];
    struct range range = {0, found};
    uint32_t written = 0;
    for (uint32_t i = lode.step->header.prompt_length; i < lode_token_count(); i++) {
        uint32_t length;
        const char *bytes = lode_token(lode.tokens[i], &length);
        for (uint32_t k = 0; k < length; k++)
            range = narrow(range, written++, (uint8_t)bytes[k]);
    }
    bool is_whole = range.first < range.end && sorted[range.first]->length == written;
    if (is_whole)
        lode_result("name", sorted[range.first]->text, written);
    if (range.end - range.first == is_whole)
        return LODE_STOP; /* no name is longer */

    ranges[0] = range;
    lode_mask_none();
    struct lode_walk walk = lode_walk();
    while (lode_walk_next(&walk)) {
        struct range next = narrow(ranges[walk.depth - 1], written + walk.depth - 1, walk.byte);
        ranges[walk.depth] = next;
        if (next.first < next.end)
            lode_walk_allow(&walk);
        else
            lode_walk_cut(&walk);
    }
    if (is_whole)
        lode_allow_ends();
    lode_use_mask();
    return LODE_SAMPLE;
}

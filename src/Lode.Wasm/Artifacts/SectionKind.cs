namespace Lode.Wasm.Artifacts;

/// <summary>What a section of an artifact holds. Numbers are little-endian and of 32 bits where nothing else is said.</summary>
enum SectionKind
{
    /// <summary>Machine code, position independent, without relocations; begins on a page.</summary>
    Text = 1,

    /// <summary>Whole pages of the initial memory, those that are not zero; begins on a page.</summary>
    Pages = 2,

    /// <summary>Runs of pages, three numbers each: the first page's number in memory, in the file's section, and the number of pages.</summary>
    PageRuns = 3,

    /// <summary>The module without code: a WebAssembly binary; see <see cref="SkeletonWriter"/>.</summary>
    Skeleton = 4,

    /// <summary>By function, imported ones first: the index of its type.</summary>
    FunctionTypes = 5,

    /// <summary>Bits by function, in words of 64: whether code may refer to it.</summary>
    Referable = 6,

    /// <summary>By element segment: where its items end.</summary>
    ElementEnds = 7,

    /// <summary>Items of all element segments: functions, -1 for null, -2 - n for the value of global n.</summary>
    Elements = 8,

    /// <summary>By function of the module's own: where its code begins.</summary>
    FunctionStarts = 9,

    /// <summary>Where each piece of code begins, ascending; the end behind the last.</summary>
    CodeStarts = 10,

    /// <summary>The first function of each piece of code; functions with the same body share theirs.</summary>
    CodeFunctions = 11,

    /// <summary>By piece of code: where its map begins in <see cref="Maps"/>; the end behind the last.</summary>
    MapStarts = 12,

    /// <summary>Calls and explicit traps of each piece of code: places and offsets in the module, as differences of variable length.</summary>
    Maps = 13,
}

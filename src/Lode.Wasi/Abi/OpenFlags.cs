namespace Lode.Wasi;

/// <summary>How a path is opened; the bits are those of <c>oflags</c> in preview 1.</summary>
[Flags]
enum OpenFlags : ushort
{
    None = 0,
    Create = 1,
    Directory = 2,
    Exclusive = 4,
    Truncate = 8,
    All = 15,
}

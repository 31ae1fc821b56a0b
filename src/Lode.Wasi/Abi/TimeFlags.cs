namespace Lode.Wasi;

/// <summary>Which times of a file to set, and how; the bits are those of <c>fstflags</c> in preview 1.</summary>
[Flags]
enum TimeFlags : ushort
{
    None = 0,
    Access = 1,
    AccessNow = 2,
    Modification = 4,
    ModificationNow = 8,
    All = 15,
}

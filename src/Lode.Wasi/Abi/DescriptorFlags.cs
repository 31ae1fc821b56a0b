namespace Lode.Wasi;

/// <summary>How a descriptor reads and writes; the bits are those of <c>fdflags</c> in preview 1.</summary>
[Flags]
enum DescriptorFlags : ushort
{
    None = 0,
    Append = 1,
    DataSync = 2,
    NonBlocking = 4,
    ReadSync = 8,
    Sync = 16,
    All = 31,
}

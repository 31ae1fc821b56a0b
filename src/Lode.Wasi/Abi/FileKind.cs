namespace Lode.Wasi;

/// <summary>What a descriptor or a name stands for; the numbers are those of <c>filetype</c> in preview 1.</summary>
enum FileKind : byte
{
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    DatagramSocket = 5,
    StreamSocket = 6,
    SymbolicLink = 7,
}

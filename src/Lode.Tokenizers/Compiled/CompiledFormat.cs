namespace Lode.Tokenizers;

/// <summary>The outline of a compiled tokenizer: a head of 128 bytes, a table of sections, the sections.</summary>
static class CompiledFormat
{
    public const int Version = 3;
    public const int HeaderLength = 128;
    public const int EntryLength = 24; // section (4), size of an element (4), offset (8), length in bytes (8)
    public const int Alignment = 64;
    public const int HashLength = 32;
    public const int VersionAt = 8;
    public const int SectionsAt = 12;
    public const int FileLengthAt = 16;
    public const int HeadLengthAt = 24;
    public const int SourceHashAt = 32;
    public const int HeadHashAt = 64;

    // Far above what any tokenizer has, and hashed in a millisecond.
    public const int MaxHeadLength = 1 << 20;
    public const int MaxSections = 64;

    public static ReadOnlySpan<byte> Magic => "LODETOK\n"u8;
}

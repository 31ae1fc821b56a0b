namespace Lode.Tokenizers.Bench;

/// <summary>The beginning of a text, cut every 4 KiB between characters.</summary>
sealed class TextChunks
{
    const int ChunkLength = 4096;
    const int MaxLength = 1_000_000;

    public TextChunks(string path)
    {
        Path = path;
        byte[] all = File.ReadAllBytes(path);
        Bytes = all[..Floor(all, Math.Min(all.Length, MaxLength))];
        List<ReadOnlyMemory<byte>> chunks = [];
        for (int at = 0, end; at < Bytes.Length; at = end)
        {
            end = Floor(Bytes, Math.Min(Bytes.Length, at + ChunkLength));
            chunks.Add(Bytes.AsMemory(at, end - at));
        }
        Chunks = [.. chunks];
    }

    public string Path { get; }

    /// <summary>At most a million bytes.</summary>
    public byte[] Bytes { get; }

    public ReadOnlyMemory<byte>[] Chunks { get; }

    public IEnumerable<int> Lengths => Chunks.Select(chunk => chunk.Length);

    static int Floor(byte[] text, int end)
    {
        while (end < text.Length && (text[end] & 0xC0) == 0x80)
            end--;
        return end;
    }
}

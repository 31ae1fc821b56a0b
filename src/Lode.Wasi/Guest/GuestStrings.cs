using System.Text;

namespace Lode.Wasi;

/// <summary>The arguments or the environment, as a guest is given them: zero-terminated texts, and a pointer to each.</summary>
sealed class GuestStrings
{
    readonly byte[][] _texts;

    public GuestStrings(IEnumerable<string> texts, string what)
    {
        _texts = [.. texts.Select(text => GuestPath.Terminated(Encoding.UTF8.GetBytes(text)))];
        Bytes = (uint)_texts.Sum(text => text.Length);
        if (_texts.Any(text => text.AsSpan(0, text.Length - 1).Contains((byte)0)))
            throw new ArgumentException("a text for a guest cannot contain a zero character", what);
    }

    public uint Count => (uint)_texts.Length;

    /// <summary>Bytes of all texts, with their zeros.</summary>
    public uint Bytes { get; }

    public Errno Write(GuestMemory memory, uint pointers, uint texts)
    {
        if (!memory.Contains(pointers, 4UL * Count) || !memory.Contains(texts, Bytes))
            return Errno.BadAddress;
        foreach (byte[] text in _texts)
        {
            if (!memory.TryWrite(pointers, texts) || !memory.TryWrite(texts, text))
                return Errno.BadAddress;
            pointers += sizeof(uint);
            texts += (uint)text.Length;
        }
        return Errno.Success;
    }

    public Errno WriteSizes(GuestMemory memory, uint count, uint bytes) =>
        memory.TryWrite(count, Count) && memory.TryWrite(bytes, Bytes) ? Errno.Success : Errno.BadAddress;
}

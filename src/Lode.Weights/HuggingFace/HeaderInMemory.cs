using Lode.Formats;
using Lode.Memory;

namespace Lode.Weights.HuggingFace;

/// <summary>Makes GGUF metadata in memory, so that a model in another format can be described in the same terms.</summary>
static class HeaderInMemory
{
    /// <summary>Makes a GGUF file without tensors.</summary>
    /// <param name="path">What errors call it.</param>
    /// <param name="add">Adds the metadata.</param>
    public static unsafe GgufFile Create(string path, Action<GgufWriter> add)
    {
        using MemoryStream bytes = new();
        using GgufWriter writer = new(bytes, leaveOpen: true);
        add(writer);
        bytes.Capacity = checked((int)writer.FileLength); // else it doubles its way up to a vocabulary of many megabytes
        writer.Complete();
        PageMemory memory = new(bytes.Length);
        bytes.GetBuffer().AsSpan(0, (int)bytes.Length).CopyTo(new Span<byte>(memory.Address, (int)bytes.Length));
        return GgufFile.Open(MappedFile.FromMemory(path, memory, bytes.Length));
    }
}

using System.Buffers.Binary;
using Lode.Memory;

namespace Lode.Formats;

/// <summary>What a safetensors header says, checked.</summary>
/// <param name="Tensors">The tensors in the order of their bytes; those without bytes stand where they say they begin.</param>
/// <param name="Metadata">The strings of <c>__metadata__</c>, in the order of the file.</param>
/// <param name="DataLength">The bytes of all tensors together.</param>
sealed record SafetensorsHeader(
    OrderedDictionary<string, SafetensorsTensor> Tensors, OrderedDictionary<string, string> Metadata, long DataLength)
{
    /// <summary>The bytes of the number that a file starts with.</summary>
    public const int LengthBytes = 8;

    /// <summary>Checks the number that a file starts with: the length of the header.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="start">The first bytes of the file, <see cref="FileSignature.Bytes"/> where it has as many.</param>
    public static int ReadLength(string path, ReadOnlySpan<byte> start)
    {
        ulong length = start.Length > LengthBytes ? BinaryPrimitives.ReadUInt64LittleEndian(start) : 0;
        if (length is >= 2 and <= SafetensorsLimits.HeaderBytes && start[LengthBytes] == '{')
            return (int)length;

        const string Expected = "a safetensors file, which starts with the length of its header in 8 bytes and '{'";
        if (FileSignature.TryRecognise(start, out string found, out string advice))
            throw new ModelFormatException(path, 0, Expected, found, advice);
        if (start.Length <= LengthBytes)
            throw new ModelFormatException(path, 0, Expected, $"a file of {start.Length} bytes", GgufAdvice.Incomplete);
        throw length is < 2 or > SafetensorsLimits.HeaderBytes
            ? new ModelFormatException(path, 0, $"a header of 2 to {SafetensorsLimits.HeaderBytes} bytes", $"a length of {length}",
                "check that this is a safetensors file, or get it again")
            : new ModelFormatException(path, LengthBytes, "a header that starts with '{'", $"the byte 0x{start[LengthBytes]:X2}",
                GgufAdvice.Damaged);
    }

    /// <summary>Checks a whole header.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">The mapped file that the tensors lie in; null where they come in a stream.</param>
    /// <param name="json">The header without its length.</param>
    public static SafetensorsHeader Read(string path, MappedFile? file, ReadOnlySpan<byte> json) =>
        new SafetensorsHeaderReader(path, file, json).Read();
}

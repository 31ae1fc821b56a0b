using System.Buffers.Binary;
using System.Text;

namespace Lode.Formats;

/// <summary>Guesses what a file is that was taken for a model.</summary>
static class FileSignature
{
    /// <summary>How many bytes of the file are looked at.</summary>
    public const int Bytes = 64;

    const string AskForGguf = "Lode reads GGUF files; look for one of this model, or convert it";

    /// <summary>Says what a file seems to be, by its first <see cref="Bytes"/> bytes, and what to do about it.</summary>
    public static (string Found, string Advice) Describe(ReadOnlySpan<byte> head)
    {
        if (!head.IsEmpty && "GGUF"u8.StartsWith(head))
            return ($"a file of {head.Length} bytes", GgufAdvice.Incomplete);
        if (IsSafetensors(head))
            return ("a safetensors file", AskForGguf);
        if (TryRecognise(head, out string found, out string advice))
            return (found, advice);
        return ($"the bytes {Convert.ToHexString(head[..Math.Min(head.Length, 8)])}", "check that this is the model file");
    }

    /// <summary>Knows a file by its first bytes, unless it may be a safetensors file.</summary>
    public static bool TryRecognise(ReadOnlySpan<byte> head, out string found, out string advice)
    {
        (found, advice) = Recognise(head);
        return found.Length > 0;
    }

    static (string Found, string Advice) Recognise(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
            return ("an empty file", "get the file again");
        if (head.StartsWith("GGUF"u8))
            return ("a GGUF file", "name it with the ending .gguf");
        if (head.StartsWith("FUGG"u8))
            return ("a big-endian file", "get the little-endian file of this model");
        if (head.StartsWith("lmgg"u8) || head.StartsWith("fmgg"u8) || head.StartsWith("tjgg"u8) || head.StartsWith("algg"u8))
            return ("an old ggml file (GGML, GGMF, GGJT or GGLA), the format before GGUF", "convert the original model to GGUF");
        if (head.StartsWith("PK\x3\x4"u8))
            return ("a zip archive, as PyTorch checkpoints are", AskForGguf);
        if (head.Length > 1 && head[0] == 0x80 && head[1] is >= 2 and <= 5)
            return ("a Python pickle, as old PyTorch checkpoints are", AskForGguf);
        if (IsCompressed(head))
            return ("a compressed file", "unpack it first");
        if (head.StartsWith("version https://git-lfs"u8))
            return ("a Git LFS pointer, which stands for the real file", "run 'git lfs pull' in its folder, or download the file itself");

        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n\uFEFF"u8);
        if (StartsWithIgnoringCase(text, "<!doctype"u8) || StartsWithIgnoringCase(text, "<html"u8))
            return ("a web page", "use the download link of the file, not the address of the page that shows it");
        if (text.StartsWith("{"u8) || text.StartsWith("["u8))
            return ("JSON text", "a server may have answered with an error instead of the file; look into it");
        if (!head.ContainsAnyExcept((byte)0))
            return ("zeros", "the download was not finished; get the file again");
        return ("", "");
    }

    /// <summary>A safetensors file starts with the 64-bit length of a JSON object.</summary>
    static bool IsSafetensors(ReadOnlySpan<byte> head) =>
        head.Length > 8 && BinaryPrimitives.ReadUInt64LittleEndian(head) < 1 << 30 && head[8] == '{';

    /// <summary>gzip, Zstandard, xz, 7z or bzip2.</summary>
    static bool IsCompressed(ReadOnlySpan<byte> head) =>
        head.StartsWith("BZh"u8)
        || head.Length >= 4 && (BinaryPrimitives.ReadUInt32BigEndian(head) is 0x28B52FFD or 0xFD377A58 or 0x377ABCAF
            || BinaryPrimitives.ReadUInt16BigEndian(head) == 0x1F8B);

    static bool StartsWithIgnoringCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start);
}

using System.Buffers;
using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>Tokens of a text that goes on from another.</summary>
/// <remarks>
/// SentencePiece puts a space before every text, as each would begin one. What goes on must not have it: "." after "forest" would become
/// " .". There the text is encoded behind a line break, which merges with nothing, and the tokens behind that are taken.
/// </remarks>
static class ContinuedText
{
    public static void Encode(Tokenizer tokenizer, ReadOnlySpan<byte> text, ArrayBufferWriter<int> ids, EncodeOptions options)
    {
        tokenizer.EncodeToIds(text, ids, options);
        if (!HasSpaceBefore(tokenizer, text, ids.WrittenSpan))
            return;
        byte[] line = new byte[text.Length + 1];
        line[0] = (byte)'\n';
        text.CopyTo(line.AsSpan(1));
        ArrayBufferWriter<int> all = new(ids.WrittenCount + 2);
        tokenizer.EncodeToIds(line, all, options);
        ReadOnlySpan<int> rest = all.WrittenSpan;
        int before = 0;
        while (before < 2 && rest.Length > 0)
        {
            before += tokenizer.GetBytes(rest[0]).Length;
            rest = rest[1..];
        }
        if (before != 2 || Length(tokenizer, rest) != text.Length)
            return; // a vocabulary without such a token: better a space than none of it
        ids.ResetWrittenCount();
        ids.Write(rest);
    }

    static bool HasSpaceBefore(Tokenizer tokenizer, ReadOnlySpan<byte> text, ReadOnlySpan<int> ids) =>
        ids.Length > 0 && tokenizer.GetBytes(ids[0]).StartsWith(" "u8) && Length(tokenizer, ids) == text.Length + 1;

    static int Length(Tokenizer tokenizer, ReadOnlySpan<int> ids)
    {
        int length = 0;
        foreach (int id in ids)
            length += tokenizer.GetBytes(id).Length;
        return length;
    }
}

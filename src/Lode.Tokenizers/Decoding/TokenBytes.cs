using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>What each token adds to a text behind others, and which of them do more than that.</summary>
/// <param name="Bytes">By id: the bytes.</param>
/// <param name="Irregular">
/// A bit for each token that does not simply add its bytes, 32 to an element: ids that mean nothing, and tokens that wait for the next, as
/// the bytes of <c>ByteFallback</c> do. Control tokens, which are skipped where they are not spelt out, have none for that.
/// </param>
sealed record TokenBytes(ByteStrings Bytes, Table<uint> Irregular)
{
    /// <summary>The number of elements of <see cref="Irregular"/>.</summary>
    public static int WordCount(int tokens) => (tokens + 31) / 32;

    /// <summary>Takes them from the decoder, or decodes each token in the middle of a text.</summary>
    public static TokenBytes Of(TokenDecoder decoder, Vocabulary vocabulary)
    {
        uint[] irregular = new uint[WordCount(vocabulary.Count)];
        ByteStrings bytes = decoder.Bytes ?? DecodeEach(decoder, vocabulary, irregular);
        for (int id = 0; id < vocabulary.Count; id++)
        {
            if (vocabulary.Text(id).IsEmpty)
                irregular[id >> 5] |= 1u << id;
        }
        return new TokenBytes(bytes, new Table<uint>(irregular, irregular.Length));
    }

    static ByteStrings DecodeEach(TokenDecoder decoder, Vocabulary vocabulary, uint[] irregular)
    {
        ArrayBufferWriter<byte> text = new();
        ByteStrings bytes = new(vocabulary.Count);
        OutputStage output = new() { Target = text };
        DecodeStage? chain = null;
        for (int id = 0; id < vocabulary.Count; id++)
        {
            text.ResetWrittenCount();
            chain ??= decoder.CreateChain!(output, false, true);
            if (!vocabulary.Text(id).IsEmpty)
                chain.Add(vocabulary.Text(id));
            if (!chain.IsSettled)
            {
                irregular[id >> 5] |= 1u << id;
                chain.Complete();
                chain = null;
            }
            bytes.Add(text.WrittenSpan);
        }
        bytes.TrimExcess();
        return bytes;
    }
}

using System.Globalization;
using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads SentencePiece BPE (<c>tokenizer.ggml.model = llama</c>) from metadata.</summary>
static class GgufSentencePiece
{
    public static TokenizerParts Create(GgufMetadata metadata)
    {
        Vocabulary vocabulary = GgufVocabulary.Read(metadata, needsScores: true);
        SpecialTokens special = GgufSpecialTokens.Read(
            metadata, vocabulary, new SpecialTokens(1, 2, 0, AddsBeginOfText: true, AddsEndOfText: false, []));
        int[] byteTokens = FindByteTokens(vocabulary);
        if (special.Unknown is null && byteTokens.AsSpan().IndexOf(-1) is >= 0 and int missing)
        {
            throw GgufKeys.Error(
                metadata, GgufKeys.Tokens, "a token for every byte, or an unknown token",
                $"no '<0x{missing:X2}>' and no {GgufKeys.Unknown}");
        }
        ByteStrings bytes = ReadBytes(metadata, vocabulary);
        BpeModel model = new(ScoredMerges.CreateVocabulary(vocabulary, byteTokens, special.Unknown ?? -1));
        bool prepends = metadata.GetBoolean(GgufKeys.AddSpacePrefix, true);
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Special = special,
            Model = model,
            Decoder = new TokenDecoder { Bytes = bytes, StripsLeadingSpace = prepends },
            Normalizer = SpaceMarks.Normalizer(prepends),
            Description = Describe(prepends),
            Added = GgufSpecialTokens.Added(vocabulary),
            PostProcessor = GgufSpecialTokens.PostProcessor(special),
        };
    }

    static PipelineDescription Describe(bool prepends)
    {
        const string Replace = """{"type":"Replace","pattern":{"String":" "},"content":"\u2581"}""";
        string normalizer = prepends
            ? $$$"""{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"\u2581"},{{{Replace}}}]}""" : Replace;
        string json = $$$"""{"lode":{"strips_space":"{{{(prepends ? "yes" : "no")}}}"},"normalizer":{{{normalizer}}}}""";
        return new PipelineDescription(System.Text.Encoding.UTF8.GetBytes(json), SpellsBytes: true);
    }

    static int[] FindByteTokens(Vocabulary vocabulary)
    {
        int[] tokens = new int[256];
        Span<byte> spelling = [.. "<0x00>"u8];
        for (int value = 0; value < 256; value++)
        {
            value.TryFormat(spelling[3..], out _, "X2", CultureInfo.InvariantCulture);
            tokens[value] = vocabulary.Find(spelling);
        }
        return tokens;
    }

    static ByteStrings ReadBytes(GgufMetadata metadata, Vocabulary vocabulary)
    {
        ByteStrings bytes = new(vocabulary.Count);
        byte[] buffer = new byte[vocabulary.MaxTextLength];
        for (int id = 0; id < vocabulary.Count; id++)
        {
            ReadOnlySpan<byte> text = vocabulary.Text(id);
            switch (vocabulary.Type(id))
            {
                case TokenType.Unknown:
                    bytes.Add([]);
                    break;
                case TokenType.Byte:
                    bytes.Add([ReadByte(metadata, text, id)]);
                    break;
                case TokenType.UserDefined or TokenType.Control:
                    bytes.Add(text);
                    break;
                default:
                    bytes.Add(buffer.AsSpan(0, SpaceMarks.Remove(text, buffer)));
                    break;
            }
        }
        bytes.TrimExcess();
        return bytes;
    }

    static byte ReadByte(GgufMetadata metadata, ReadOnlySpan<byte> text, int id)
    {
        if (text.Length == 6 && text.StartsWith("<0x"u8) && text[5] == '>'
            && byte.TryParse(text.Slice(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            return value;
        throw GgufKeys.Error(
            metadata, GgufKeys.Tokens, "byte tokens spelt '<0x00>' to '<0xFF>'", $"{GgufVocabulary.Quote(text)} as byte token {id}");
    }
}

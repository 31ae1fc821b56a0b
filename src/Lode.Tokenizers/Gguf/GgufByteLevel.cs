using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads byte-level BPE (<c>tokenizer.ggml.model = gpt2</c>) from metadata.</summary>
static class GgufByteLevel
{
    public static TokenizerParts Create(GgufMetadata metadata)
    {
        PreTokenizerKind kind = FindKind(metadata);
        Vocabulary vocabulary = GgufVocabulary.Read(metadata, needsScores: false);
        SpecialTokens special = GgufSpecialTokens.Read(
            metadata, vocabulary, new SpecialTokens(null, null, null, kind.AddsBeginOfText, AddsEndOfText: false, []));
        int[] byteTokens = FindByteTokens(metadata, vocabulary);
        BpeModel model = new(new BpeVocabulary
        {
            Pieces = ReadPieces(vocabulary),
            TokenCount = vocabulary.Count,
            IsByteLevel = true,
            Merges = ReadMerges(metadata, vocabulary),
            ByteTokens = byteTokens,
            WholeWordsFirst = kind.WholeWordsFirst,
        });
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Special = special,
            Model = model,
            Decoder = new TokenDecoder { Bytes = ReadBytes(vocabulary) },
            Steps = kind.CreateSteps(),
            Description = new PipelineDescription(
                System.Text.Encoding.UTF8.GetBytes($$$"""{"lode":{"words":"{{{kind.Names[0]}}}"}}"""), SpellsBytes: false),
            Added = GgufSpecialTokens.Added(vocabulary),
            PostProcessor = GgufSpecialTokens.PostProcessor(special),
        };
    }

    static PreTokenizerKind FindKind(GgufMetadata metadata)
    {
        string? name = metadata.FindString(GgufKeys.Pre);
        return PreTokenizerKind.Find(name) ?? throw GgufKeys.Error(
            metadata, GgufKeys.Pre, $"one of {PreTokenizerKind.SupportedNames}", name is null ? "nothing" : $"'{name}'",
            name is null or "default"
                ? "the file does not say how words are cut: convert the model again with a current converter"
                : "this pre-tokenizer is not supported; give the prompt as token ids, or use a model with a supported one");
    }

    static int[] FindByteTokens(GgufMetadata metadata, Vocabulary vocabulary)
    {
        int[] tokens = new int[256];
        Span<byte> spelling = stackalloc byte[2];
        for (int value = 0; value < 256; value++)
            tokens[value] = vocabulary.FindPlain(spelling[..ByteLevelAlphabet.Spell([(byte)value], spelling)]);
        foreach (byte value in "\uFFFD"u8) // stands for bytes that are missing
        {
            if (tokens[value] < 0)
                throw GgufKeys.Error(metadata, GgufKeys.Tokens, "a token for every byte", $"none for byte 0x{value:X2}");
        }
        return tokens;
    }

    static ByteStrings ReadBytes(Vocabulary vocabulary)
    {
        ByteStrings bytes = new(vocabulary.Count);
        byte[] buffer = new byte[vocabulary.MaxTextLength];
        for (int id = 0; id < vocabulary.Count; id++)
        {
            ReadOnlySpan<byte> text = vocabulary.Text(id);
            TokenType type = vocabulary.Type(id);
            if (type == TokenType.Unknown)
                bytes.Add([]);
            else if (type is not (TokenType.UserDefined or TokenType.Control) && ByteLevelAlphabet.TryRead(text, buffer, out int length))
                bytes.Add(buffer.AsSpan(0, length));
            else
                bytes.Add(text); // no spelling of bytes: it stands for itself
        }
        bytes.TrimExcess();
        return bytes;
    }

    /// <summary>The raw bytes of tokens that text may become.</summary>
    static ByteStrings ReadPieces(Vocabulary vocabulary)
    {
        ByteStrings pieces = new(vocabulary.Count);
        byte[] buffer = new byte[vocabulary.MaxTextLength];
        for (int id = 0; id < vocabulary.Count; id++)
        {
            int length = 0;
            bool isText = vocabulary.IsPlain(id) && ByteLevelAlphabet.TryRead(vocabulary.Text(id), buffer, out length);
            pieces.Add(isText ? buffer.AsSpan(0, length) : []);
        }
        pieces.TrimExcess();
        return pieces;
    }

    static BpeMerge[] ReadMerges(GgufMetadata metadata, Vocabulary vocabulary)
    {
        GgufArray array = GgufVocabulary.Strings(metadata, GgufKeys.Merges, 0);
        BpeMerge[] merges = new BpeMerge[array.Count];
        int rank = 0;
        byte[] joined = new byte[vocabulary.MaxTextLength];
        foreach (ReadOnlySpan<byte> merge in array.EnumerateStrings())
        {
            int space = merge.Length < 3 ? 0 : 1 + merge[1..].IndexOf((byte)' ');
            if (space == 0)
                throw Error(metadata, rank, "two tokens with a space between", merge);
            int left = vocabulary.Find(merge[..space]);
            int right = vocabulary.Find(merge[(space + 1)..]);
            int result = -1;
            if (left >= 0 && right >= 0 && merge.Length - 1 <= joined.Length)
            {
                merge[..space].CopyTo(joined);
                merge[(space + 1)..].CopyTo(joined.AsSpan(space));
                result = vocabulary.Find(joined.AsSpan(0, merge.Length - 1));
            }
            if (result < 0)
                throw Error(metadata, rank, "two tokens of the vocabulary that join to a third", merge);
            merges[rank] = new BpeMerge(left, right, result, rank);
            rank++;
        }
        return merges;
    }

    static ModelFormatException Error(GgufMetadata metadata, int rank, string expected, ReadOnlySpan<byte> found) =>
        GgufKeys.Error(metadata, GgufKeys.Merges, expected, $"{GgufVocabulary.Quote(found)} as merge {rank}");
}

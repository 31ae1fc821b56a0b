using System.Globalization;
using System.Text;
using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads SentencePiece's <c>.model</c> files (sentencepiece, <c>sentencepiece_model.proto</c>), BPE and Unigram.</summary>
static class SentencePieceFile
{
    const int Unigram = 1;
    const int Bpe = 2;

    public static TokenizerParts Read(ReadOnlySpan<byte> data, string path)
    {
        try
        {
            SentencePieceProto proto = SentencePieceProto.Read(data);
            return Build(proto, path);
        }
        catch (FormatException exception) when (exception is not ModelFormatException)
        {
            throw Error(path, "the file", "a SentencePiece model", exception.Message);
        }
    }

    static TokenizerParts Build(SentencePieceProto proto, string path)
    {
        if (proto.Pieces.Count == 0)
            throw Error(path, "pieces", "at least one", "none");
        Vocabulary vocabulary = new(proto.Pieces, [.. proto.Types], [.. proto.Scores], out (int First, int Second)? duplicate);
        if (duplicate is (int first, int second))
            throw Error(path, "pieces", "every piece once", $"{GgufVocabulary.Quote(proto.Pieces[first])} as pieces {first} and {second}");
        int unknown = Array.IndexOf([.. proto.Types], TokenType.Unknown);
        int[] byteTokens = ByteTokens(vocabulary);
        SpecialTokens special = ReadSpecial(proto, vocabulary, unknown);
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Special = special,
            Model = proto.ModelType switch
            {
                Bpe => new BpeModel(ScoredMerges.CreateVocabulary(vocabulary, byteTokens, unknown)),
                Unigram => new UnigramModel(Plain(vocabulary), [.. proto.Scores.Select(score => (double)score)], unknown, byteTokens),
                int other => throw Error(path, "trainer_spec.model_type", "1 (Unigram) or 2 (BPE)", $"{other}"),
            },
            Normalizer = new SentencePieceNormalizer(proto.Normalizer),
            Description = Describe(proto.Normalizer),
            Added = Added(vocabulary),
            PostProcessor = GgufSpecialTokens.PostProcessor(special),
            Decoder = new TokenDecoder { Bytes = ReadBytes(vocabulary), StripsLeadingSpace = proto.Normalizer.AddsPrefix },
        };
    }

    static PipelineDescription Describe(SentencePieceNormalization normalizer) => new(
        Encoding.UTF8.GetBytes($$$"""
            {"lode":{"normalizer":{"adds_prefix":{{{Json(normalizer.AddsPrefix)}}},
            "removes_extra_spaces":{{{Json(normalizer.RemovesExtraSpaces)}}},"escapes_spaces":{{{Json(normalizer.EscapesSpaces)}}}},
            "strips_space":"{{{(normalizer.AddsPrefix ? "yes" : "no")}}}"}}
            """), SpellsBytes: true)
    {
        CharacterMap = normalizer.MapBytes,
    };

    static string Json(bool value) => value ? "true" : "false";

    static ByteStrings Plain(Vocabulary vocabulary)
    {
        ByteStrings texts = new(vocabulary.Count);
        for (int id = 0; id < vocabulary.Count; id++)
            texts.Add(vocabulary.Type(id) == TokenType.Normal ? vocabulary.Text(id) : []);
        texts.TrimExcess();
        return texts;
    }

    static int[] ByteTokens(Vocabulary vocabulary)
    {
        int[] tokens = new int[256];
        for (int value = 0; value < 256; value++)
        {
            int id = vocabulary.Find(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")));
            tokens[value] = id >= 0 && vocabulary.Type(id) == TokenType.Byte ? id : -1;
        }
        return tokens;
    }

    static SpecialTokens ReadSpecial(SentencePieceProto proto, Vocabulary vocabulary, int unknown)
    {
        int? begin = Existing(proto.BeginId);
        int? end = Existing(proto.EndId);
        SortedSet<int> ends = [.. EndSpellings.Find(vocabulary)];
        if (end is int id)
            ends.Add(id);
        return new SpecialTokens(begin, end, unknown < 0 ? null : unknown, begin is not null, false, [.. ends]);

        int? Existing(int id) => id >= 0 && id < vocabulary.Count ? id : null;
    }

    static AddedToken[] Added(Vocabulary vocabulary)
    {
        List<AddedToken> added = [];
        for (int id = 0; id < vocabulary.Count; id++)
        {
            ReadOnlySpan<byte> text = vocabulary.Text(id);
            if (text.IsEmpty)
                continue;
            if (vocabulary.Type(id) == TokenType.UserDefined)
                added.Add(new AddedToken(id, text.ToArray()) { IsNormalized = true, KeepsSpelling = true });
            else if (vocabulary.Type(id) == TokenType.Control)
                added.Add(new AddedToken(id, text.ToArray()) { IsSpecial = true });
        }
        return [.. added];
    }

    static ByteStrings ReadBytes(Vocabulary vocabulary)
    {
        ByteStrings bytes = new(vocabulary.Count);
        byte[] buffer = new byte[Math.Max(1, vocabulary.MaxTextLength)];
        for (int id = 0; id < vocabulary.Count; id++)
        {
            ReadOnlySpan<byte> text = vocabulary.Text(id);
            switch (vocabulary.Type(id))
            {
                case TokenType.Unknown:
                    bytes.Add(" \u2047 "u8); // SentencePiece's unk_surface
                    break;
                case TokenType.Byte when text.Length == 6 && byte.TryParse(
                    text.Slice(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value):
                    bytes.Add([value]);
                    break;
                case TokenType.Control:
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

    static ModelFormatException Error(string path, string where, string expected, string found) =>
        new(path, where, expected, found, "download the file again, or use the model's tokenizer.json");
}

using System.Globalization;
using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads <c>.tiktoken</c> files: one token a line, its bytes in base64 and its rank, which is its id.</summary>
/// <remarks>
/// tiktoken merges the pair whose bytes together have the least rank; so each way to cut a token into two tokens is a merge of that rank.
/// A word that is a token is that token.
/// </remarks>
static class TiktokenFile
{
    const int MaxCount = 1 << 22;
    const int MaxTokenLength = 1 << 12;

    public static TokenizerParts Read(string path, TiktokenEncoding encoding)
    {
        Dictionary<int, byte[]> ranks = ReadRanks(path);
        AddedToken[] added = encoding.Added();
        int count = Math.Max(ranks.Keys.Max(), added.Max(token => token.Id)) + 1;
        ByteStrings pieces = new(count);
        ByteStrings texts = new(count);
        TokenType[] types = new TokenType[count];
        for (int id = 0; id < count; id++)
        {
            AddedToken? special = Array.Find(added, token => token.Id == id);
            byte[] bytes = ranks.GetValueOrDefault(id, []);
            if (special is not null && bytes.Length > 0)
                throw Error(path, $"id {id}", $"no token, as {encoding.Name} has a special one there", "one");
            pieces.Add(bytes);
            texts.Add(special is null ? Spell(bytes) : special.Content);
            types[id] = special is not null ? TokenType.Control : bytes.Length > 0 ? TokenType.Normal : TokenType.Unused;
        }
        pieces.TrimExcess();
        texts.TrimExcess();
        Vocabulary vocabulary = new(texts, types, null, out (int First, int Second)? duplicate);
        if (duplicate is (int first, int second))
            throw Error(path, $"ids {first} and {second}", "different tokens", "the same bytes");
        BpeMerge[] merges = Merges(pieces);
        int[] byteTokens = ByteTokens(pieces, path);
        ByteStrings decoded = new(count);
        for (int id = 0; id < count; id++)
            decoded.Add(types[id] == TokenType.Control ? texts[id] : pieces[id]);
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Special = SpecialTokenFinder.Find(vocabulary, PostProcessor.None),
            Model = new BpeModel(new BpeVocabulary
            {
                Pieces = pieces,
                TokenCount = count,
                IsByteLevel = true,
                Merges = merges,
                ByteTokens = byteTokens,
                WholeWordsFirst = true,
            }),
            Decoder = new TokenDecoder { Bytes = decoded },
            Steps = encoding.Steps(),
            Description = new PipelineDescription(
                System.Text.Encoding.UTF8.GetBytes($$$"""{"lode":{"encoding":"{{{encoding.Name}}}"}}"""), SpellsBytes: false),
            Added = added,
        };
    }

    static Dictionary<int, byte[]> ReadRanks(string path)
    {
        Dictionary<int, byte[]> ranks = [];
        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            if (text.Length == 0)
                continue;
            int space = text.IndexOf(' ');
            byte[] bytes = new byte[MaxTokenLength];
            if (space < 0 || !int.TryParse(text.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int rank)
                || rank >= MaxCount || !Convert.TryFromBase64Chars(text.AsSpan(0, space), bytes, out int length) || length == 0)
                throw Error(path, $"line {line}", "a token in base64 and its rank", $"'{JsonSource.Shorten(text)}'");
            if (!ranks.TryAdd(rank, bytes[..length]))
                throw Error(path, $"line {line}", "every rank once", $"{rank} again");
        }
        return ranks.Count > 0 ? ranks : throw Error(path, "the file", "at least one token", "none");
    }

    static byte[] Spell(byte[] bytes)
    {
        byte[] spelling = new byte[2 * bytes.Length];
        return spelling[..ByteLevelAlphabet.Spell(bytes, spelling)];
    }

    static BpeMerge[] Merges(ByteStrings pieces)
    {
        ByteStringIndex index = new(pieces, pieces.Count);
        for (int id = 0; id < pieces.Count; id++)
        {
            if (!pieces[id].IsEmpty)
                index.Add(id);
        }
        List<BpeMerge> merges = new(2 * pieces.Count);
        for (int id = 0; id < pieces.Count; id++)
        {
            ReadOnlySpan<byte> piece = pieces[id];
            for (int cut = 1; cut < piece.Length; cut++)
            {
                if (index.Find(piece[..cut]) is >= 0 and int left && index.Find(piece[cut..]) is >= 0 and int right)
                    merges.Add(new BpeMerge(left, right, id, id));
            }
        }
        merges.Sort((a, b) => a.Rank - b.Rank);
        return [.. merges];
    }

    static int[] ByteTokens(ByteStrings pieces, string path)
    {
        int[] tokens = new int[256];
        Array.Fill(tokens, -1);
        for (int id = 0; id < pieces.Count; id++)
        {
            if (pieces[id].Length == 1)
                tokens[pieces[id][0]] = id;
        }
        int missing = Array.IndexOf(tokens, -1);
        return missing < 0 ? tokens : throw Error(path, "the file", "a token for every byte", $"none for byte 0x{missing:X2}");
    }

    static ModelFormatException Error(string path, string where, string expected, string found) =>
        new(path, where, expected, found, "download the file again, or name the encoding that it belongs to");
}

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>The merge list that a SentencePiece vocabulary with scores amounts to.</summary>
/// <remarks>
/// SentencePiece merges the pair whose joined spelling has the best score, the leftmost among equals; so each way to cut a token into two
/// tokens is a merge, ranked by the token's score, with equal ranks for equal scores.
/// </remarks>
static class ScoredMerges
{
    public static BpeVocabulary CreateVocabulary(Vocabulary vocabulary, int[] byteTokens, int unknown)
    {
        ByteStrings pieces = new(vocabulary.Count);
        for (int id = 0; id < vocabulary.Count; id++)
            pieces.Add(vocabulary.IsPlain(id) ? vocabulary.Text(id) : []);
        BpeMerge[] merges = Create(vocabulary, pieces);
        pieces.TrimExcess();
        return new BpeVocabulary
        {
            Pieces = pieces,
            TokenCount = vocabulary.Count,
            IsByteLevel = false,
            Merges = merges,
            ByteTokens = byteTokens,
            Unknown = unknown,
            WordSeparator = NoTokenHoldsInnerSpace(vocabulary) ? [.. SpaceMarks.Space] : [],
        };
    }

    static BpeMerge[] Create(Vocabulary vocabulary, ByteStrings pieces)
    {
        int[] ranks = Ranks(vocabulary);
        List<BpeMerge> merges = new(2 * vocabulary.Count);
        Dictionary<int, int> characters = []; // those without a token
        for (int id = 0; id < vocabulary.Count; id++)
        {
            ReadOnlySpan<byte> text = vocabulary.Text(id);
            if (!vocabulary.IsPlain(id))
                continue;
            for (int cut = 1; cut < text.Length; cut++)
            {
                if ((text[cut] & 0xC0) == 0x80)
                    continue;
                int left = FindPart(text[..cut], vocabulary, pieces, characters);
                int right = left < 0 ? -1 : FindPart(text[cut..], vocabulary, pieces, characters);
                if (right >= 0)
                    merges.Add(new BpeMerge(left, right, id, ranks[id]));
            }
        }
        return [.. merges];
    }

    static int FindPart(ReadOnlySpan<byte> part, Vocabulary vocabulary, ByteStrings pieces, Dictionary<int, int> characters)
    {
        int id = vocabulary.FindPlain(part);
        if (id >= 0 || Rune.DecodeFromUtf8(part, out Rune rune, out int length) != OperationStatus.Done || length != part.Length)
            return id;
        if (!characters.TryGetValue(rune.Value, out id))
        {
            id = pieces.Count;
            characters.Add(rune.Value, id);
            pieces.Add(part);
        }
        return id;
    }

    static int[] Ranks(Vocabulary vocabulary)
    {
        uint[] keys = new uint[vocabulary.Count];
        int[] ids = new int[vocabulary.Count];
        for (int id = 0; id < ids.Length; id++)
        {
            keys[id] = Descending(vocabulary.Score(id));
            ids[id] = id;
        }
        Array.Sort(keys, ids);
        int[] ranks = new int[ids.Length];
        for (int i = 1; i < ids.Length; i++)
            ranks[ids[i]] = ranks[ids[i - 1]] + (keys[i] == keys[i - 1] ? 0 : 1);
        return ranks;
    }

    /// <summary>A number whose order is the reverse of the score's; -0 and 0 are equal, as scores are.</summary>
    static uint Descending(float score)
    {
        uint bits = Unsafe.BitCast<float, uint>(score + 0f);
        return bits >> 31 != 0 ? bits : ~bits & 0x7FFF_FFFF;
    }

    static bool NoTokenHoldsInnerSpace(Vocabulary vocabulary)
    {
        for (int id = 0; id < vocabulary.Count; id++)
        {
            ReadOnlySpan<byte> text = vocabulary.Text(id);
            while (text.StartsWith(SpaceMarks.Space))
                text = text[SpaceMarks.Space.Length..];
            if (vocabulary.IsPlain(id) && text.IndexOf(SpaceMarks.Space) >= 0)
                return false;
        }
        return true;
    }
}

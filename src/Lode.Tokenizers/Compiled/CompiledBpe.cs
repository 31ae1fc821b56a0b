using System.Numerics;

namespace Lode.Tokenizers;

/// <summary>The BPE part of compiled tokenizers.</summary>
static class CompiledBpe
{
    /// <summary>Writes the tables of a model; those that are made when they are worth it are made now.</summary>
    public static void Write(CompiledWriter writer, BpeModel model)
    {
        writer.Add(CompiledSection.PieceEnds, model.Vocabulary.Pieces.Ends);
        writer.Add(CompiledSection.PieceBytes, model.Vocabulary.Pieces.Bytes);
        writer.Add(CompiledSection.PieceSlots, model.Index.Slots.Span);
        writer.Add(CompiledSection.Merges, model.Merges.Merges.Span);
        writer.Add(CompiledSection.MergeSlots, model.Merges.Slots.Span);
        if (model.Fast is ByteBpe fast)
        {
            fast.Settle();
            writer.Add(CompiledSection.PairSlots, fast.Pairs.Slots);
            writer.Add(CompiledSection.PairFilter, fast.Pairs.Filter);
            writer.Add(CompiledSection.WordSlots, fast.Words.Slots);
            writer.Add(CompiledSection.LongWordSlots, fast.LongWords.Slots);
            writer.Add(CompiledSection.BytePairs, fast.BytePairs);
            GC.KeepAlive(fast);
        }
        if (model.FastCharacters(long.MaxValue) is CharacterBpe characters)
        {
            writer.Add(CompiledSection.PairSlots, characters.Pairs.Slots);
            writer.Add(CompiledSection.PairFilter, characters.Pairs.Filter);
            writer.Add(CompiledSection.WordSlots, characters.Words.Slots);
            writer.Add(CompiledSection.CharacterTokens, characters.CharacterTokens);
            writer.Add(CompiledSection.JoinedAscii, characters.Joins.Ascii);
            writer.Add(CompiledSection.JoinedBits, characters.Joins.Bits);
            GC.KeepAlive(characters);
        }
    }

    /// <summary>Notes the numbers of a model.</summary>
    public static void Describe(BpeModel model, ref CompiledSettings settings)
    {
        BpeVocabulary bpe = model.Vocabulary;
        settings.Kind = CompiledKind.Bpe;
        settings.PieceHash1 = model.Index.Hash.First;
        settings.PieceHash2 = model.Index.Hash.Second;
        settings.MergeMultiplier = model.Merges.Multiplier;
        settings.TokenCount = bpe.TokenCount;
        settings.Unknown = bpe.Unknown;
        settings.MaxPieceLength = model.MaxPieceLength;
        settings.Flags |= (bpe.IsByteLevel ? CompiledFlags.IsByteLevel : 0) | (bpe.FusesUnknown ? CompiledFlags.FusesUnknown : 0)
            | (bpe.WholeWordsFirst ? CompiledFlags.WholeWordsFirst : 0);
        if (model.Fast is ByteBpe fast)
        {
            fast.Settle();
            settings.Flags |= CompiledFlags.HasWordTables;
            (settings.PairIdBits, settings.PairRankBits, settings.PairMultiplier1, settings.PairMultiplier2) = fast.Pairs.Shape;
            settings.WordSeed = fast.Seed;
            settings.LongWordSeed = fast.LongWords.Seed;
            settings.MaxWordLength = fast.MaxWordLength;
            settings.FreeWordSlot = fast.Words.FindFree();
        }
        if (model.FastCharacters(long.MaxValue) is CharacterBpe characters)
        {
            settings.Flags |= CompiledFlags.HasCharacterTables;
            (settings.PairIdBits, settings.PairRankBits, settings.PairMultiplier1, settings.PairMultiplier2) = characters.Pairs.Shape;
            settings.WordSeed = characters.Seed;
            settings.FreeWordSlot = characters.Words.FindFree();
        }
    }

    /// <summary>Opens a model over its tables.</summary>
    public static BpeModel Read(CompiledFile file, in CompiledSettings settings, int count)
    {
        ByteStrings pieces = file.Strings(CompiledSection.PieceEnds, CompiledSection.PieceBytes, out _);
        if (settings.TokenCount < 0 || settings.TokenCount > Math.Min(pieces.Count, count))
            throw file.Error(CompiledSection.Settings, $"at most {Math.Min(pieces.Count, count)} tokens", $"{settings.TokenCount}");
        int[] byteTokens = file.Table<int>(CompiledSection.ByteTokens, 256).Span.ToArray();
        foreach (int token in byteTokens)
            file.CheckToken(token, count);
        file.CheckToken(settings.Unknown, count);
        BpeVocabulary vocabulary = new()
        {
            Pieces = pieces,
            TokenCount = settings.TokenCount,
            IsByteLevel = settings.Has(CompiledFlags.IsByteLevel),
            Merges = [],
            ByteTokens = byteTokens,
            Unknown = settings.Unknown,
            FusesUnknown = settings.Has(CompiledFlags.FusesUnknown),
            WholeWordsFirst = settings.Has(CompiledFlags.WholeWordsFirst),
            ContinuingPrefix = file.Affix(CompiledSection.ContinuingPrefix),
            EndSuffix = file.Affix(CompiledSection.EndSuffix),
            WordSeparator = file.Affix(CompiledSection.WordSeparator),
        };
        Table<BpeMerge> merges = file.Table<BpeMerge>(CompiledSection.Merges);
        uint highest = 0; // tables that are made later are made of these
        foreach (ref readonly BpeMerge merge in merges.Span)
            highest = Math.Max(highest, Math.Max((uint)merge.Result, Math.Max((uint)merge.Left, (uint)merge.Right)));
        if (merges.Length > 0 && highest >= (uint)pieces.Count)
            throw file.Error(CompiledSection.Merges, $"pieces below {pieces.Count}", $"{highest}");
        MergeTable table = new(merges, file.Slots(CompiledSection.MergeSlots, merges.Length), settings.MergeMultiplier);
        ByteStringIndex index = new(
            pieces, file.Slots(CompiledSection.PieceSlots, pieces.Count), new ByteStringHash(settings.PieceHash1, settings.PieceHash2));
        return new BpeModel(
            vocabulary, table, index, settings.MaxPieceLength,
            settings.Has(CompiledFlags.HasWordTables) ? Fast(file, settings, vocabulary) : null,
            settings.Has(CompiledFlags.HasCharacterTables) ? FastCharacters(file, settings, vocabulary, index) : null);
    }

    static CharacterBpe FastCharacters(CompiledFile file, in CompiledSettings settings, BpeVocabulary vocabulary, ByteStringIndex index)
    {
        FlatTable<int> characters = file.FlatTable<int>(CompiledSection.CharacterTokens);
        if (characters.Length != CharacterBpe.Characters)
            throw file.Error(CompiledSection.CharacterTokens, $"{CharacterBpe.Characters} elements", $"{characters.Length}");
        if (!CharacterPairs.TryOpen(
            file.FlatTable<byte>(CompiledSection.JoinedAscii), file.FlatTable<ulong>(CompiledSection.JoinedBits), out CharacterPairs joins))
            throw file.Error(CompiledSection.JoinedBits, "a power of two of bits", "another table");
        return new CharacterBpe(vocabulary, index, Pairs(file, settings), joins, Words(file, settings), characters, settings.WordSeed);
    }

    static ByteBpe Fast(CompiledFile file, in CompiledSettings settings, BpeVocabulary vocabulary)
    {
        FlatTable<ulong> longWords = file.FlatTable<ulong>(CompiledSection.LongWordSlots);
        bool hasFree = false;
        foreach (ulong slot in longWords.Span)
        {
            hasFree |= slot == 0;
            if (slot != 0 && (uint)slot - 1 >= (uint)vocabulary.Pieces.Count)
                throw file.Error(CompiledSection.LongWordSlots, $"ids below {vocabulary.Pieces.Count}", $"{(uint)slot - 1}");
        }
        if (!hasFree || !BitOperations.IsPow2(longWords.Length))
            throw file.Error(CompiledSection.LongWordSlots, "a power of two of slots, one of them free", $"{longWords.Length}");
        FlatTable<uint> bytePairs = file.FlatTable<uint>(CompiledSection.BytePairs);
        uint low = 0;
        foreach (uint pair in bytePairs.Span)
            low |= pair == uint.MaxValue ? 0 : pair & 255;
        if (bytePairs.Length != 1 << 16 || low != 0)
            throw file.Error(CompiledSection.BytePairs, "65536 ranks", "another table");
        return new ByteBpe(
            vocabulary, Pairs(file, settings), Words(file, settings), new LongWordTable(vocabulary.Pieces, longWords, settings.LongWordSeed), bytePairs,
            settings.WordSeed, settings.MaxWordLength);
    }

    static PairTable Pairs(CompiledFile file, in CompiledSettings settings) =>
        PairTable.TryOpen(
            file.FlatTable<ulong>(CompiledSection.PairSlots), file.FlatTable<ulong>(CompiledSection.PairFilter),
            (settings.PairIdBits, settings.PairRankBits, settings.PairMultiplier1, settings.PairMultiplier2), out PairTable pairs)
            ? pairs : throw file.Error(CompiledSection.PairSlots, "a table of pairs that ends with a free slot, with its filter", "another");

    static WordTable Words(CompiledFile file, in CompiledSettings settings)
    {
        FlatTable<ulong> words = file.FlatTable<ulong>(CompiledSection.WordSlots);
        // A word's slot is two values, the second 0 where it is free; one that is free ends a search that nothing else ends.
        if (words.Length < 32 || !BitOperations.IsPow2(words.Length) || (uint)settings.FreeWordSlot >= (uint)words.Length / 2
            || words.Span[2 * settings.FreeWordSlot + 1] != 0)
            throw file.Error(CompiledSection.WordSlots, "a table of words with a free slot", "another");
        return new WordTable(words);
    }
}

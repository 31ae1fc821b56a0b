using System.Numerics;
using System.Text.Json;
using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Puts a tokenizer together over a mapped compiled form: only its small components are made anew.</summary>
/// <remarks>
/// What is checked here keeps every look-up inside the file and lets it end, whatever the file says: ends of strings do not decrease, no
/// slot or link leads out of its table, and every hash table has a free slot. Those tables that are too large to be walked at opening are
/// safe by themselves: <see cref="PairTable.TryOpen"/>, <see cref="WordTable.FindFree"/>, <see cref="TokenTrie.FindChild"/>.
/// </remarks>
static class CompiledTokenizer
{
    const int MaxAffixLength = 32;

    /// <summary>Opens a compiled form.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or of another version.</exception>
    public static TokenizerParts Read(string path)
    {
        using CompiledFile file = CompiledFile.Open(path);
        TokenizerParts parts = Read(file, path);
        file.Keep();
        return parts;
    }

    static TokenizerParts Read(CompiledFile file, string path)
    {
        Table<CompiledSettings> all = file.Table<CompiledSettings>(CompiledSection.Settings);
        if (all.Length != 1)
            throw file.Error(CompiledSection.Settings, "one element", $"{all.Length}");
        CompiledSettings settings = all.Span[0];
        ByteStrings texts = Strings(file, CompiledSection.TextEnds, CompiledSection.TextBytes, out int maxTextLength);
        int count = texts.Count;
        Vocabulary vocabulary = new(
            texts, Of<TokenType>(file, CompiledSection.Types, count),
            new ByteStringIndex(texts, Slots(file, CompiledSection.TextSlots, count), new ByteStringHash(settings.TextHash1, settings.TextHash2)),
            maxTextLength);
        BpeModel model = Model(file, settings, count);
        ByteStrings bytes = Strings(file, CompiledSection.TokenEnds, CompiledSection.TokenBytes, out _);
        if (count == 0 || bytes.Count != count)
            throw file.Error(CompiledSection.TokenEnds, $"{Math.Max(1, count)} strings, one for each token", $"{bytes.Count}");
        TokenizerParts given = new()
        {
            Vocabulary = vocabulary,
            Special = Special(file, settings, count),
            Model = model,
            Decoder = new TokenDecoder(),
            RawMatcher = Matcher(file, CompiledSection.RawEntries, CompiledSection.RawNodes, count),
            NormalizedMatcher = Matcher(file, CompiledSection.NormalizedEntries, CompiledSection.NormalizedNodes, count),
            Bytes = new TokenBytes(bytes, Of<uint>(file, CompiledSection.IrregularTokens, TokenBytes.WordCount(count))),
            Trie = Trie(file, count),
            SourceHash = file.SourceHash,
        };
        return Components(file, path, given, Has(settings, CompiledFlags.SpellsBytes));
    }

    static bool Has(in CompiledSettings settings, CompiledFlags flag) => (settings.Flags & flag) != 0;

    static TokenizerParts Components(CompiledFile file, string path, TokenizerParts given, bool spellsBytes)
    {
        Dictionary<string, JsonElement> sections = [];
        try
        {
            Utf8JsonReader reader = new(file.Table<byte>(CompiledSection.Description).Span);
            JsonElement root = JsonElement.ParseValue(ref reader);
            if (root.ValueKind != JsonValueKind.Object)
                throw file.Error(CompiledSection.Description, "an object", JsonSource.Kind(root));
            foreach (JsonProperty section in root.EnumerateObject())
                sections[section.Name] = section.Value;
            return new TokenizerJsonBuilder(new JsonSource(path), sections, null).BuildAround(given, spellsBytes);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the latter: an escaped lone surrogate
        {
            throw file.Error(CompiledSection.Description, "JSON", exception.Message);
        }
    }

    static BpeModel Model(CompiledFile file, in CompiledSettings settings, int count)
    {
        ByteStrings pieces = Strings(file, CompiledSection.PieceEnds, CompiledSection.PieceBytes, out _);
        if (settings.TokenCount < 0 || settings.TokenCount > Math.Min(pieces.Count, count))
            throw file.Error(CompiledSection.Settings, $"at most {Math.Min(pieces.Count, count)} tokens", $"{settings.TokenCount}");
        int[] byteTokens = Of<int>(file, CompiledSection.ByteTokens, 256).Span.ToArray();
        foreach (int token in byteTokens)
            Check(file, token, count);
        Check(file, settings.Unknown, count);
        BpeVocabulary vocabulary = new()
        {
            Pieces = pieces,
            TokenCount = settings.TokenCount,
            IsByteLevel = Has(settings, CompiledFlags.IsByteLevel),
            Merges = [],
            ByteTokens = byteTokens,
            Unknown = settings.Unknown,
            FusesUnknown = Has(settings, CompiledFlags.FusesUnknown),
            WholeWordsFirst = Has(settings, CompiledFlags.WholeWordsFirst),
            ContinuingPrefix = Affix(file, CompiledSection.ContinuingPrefix),
            EndSuffix = Affix(file, CompiledSection.EndSuffix),
            WordSeparator = Affix(file, CompiledSection.WordSeparator),
        };
        Table<BpeMerge> merges = file.Table<BpeMerge>(CompiledSection.Merges);
        MergeTable table = new(merges, Slots(file, CompiledSection.MergeSlots, merges.Length), settings.MergeMultiplier);
        ByteStringIndex index = new(
            pieces, Slots(file, CompiledSection.PieceSlots, pieces.Count), new ByteStringHash(settings.PieceHash1, settings.PieceHash2));
        return new BpeModel(
            vocabulary, table, index, settings.MaxPieceLength, Has(settings, CompiledFlags.HasWordTables) ? Fast(file, settings, vocabulary) : null);
    }

    static ByteBpe Fast(CompiledFile file, in CompiledSettings settings, BpeVocabulary vocabulary)
    {
        if (!PairTable.TryOpen(
            file.FlatTable<ulong>(CompiledSection.PairSlots),
            (settings.PairIdBits, settings.PairRankBits, settings.PairMultiplier1, settings.PairMultiplier2), out PairTable pairs))
            throw file.Error(CompiledSection.PairSlots, "a table of pairs that ends with a free slot", "another");
        FlatTable<ulong> words = file.FlatTable<ulong>(CompiledSection.WordSlots);
        // A word's slot is two values, the second 0 where it is free; one that is free ends a search that nothing else ends.
        if (words.Length < 32 || !BitOperations.IsPow2(words.Length) || (uint)settings.FreeWordSlot >= (uint)words.Length / 2
            || words.Span[2 * settings.FreeWordSlot + 1] != 0)
            throw file.Error(CompiledSection.WordSlots, "a table of words with a free slot", "another");
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
            vocabulary, pairs, new WordTable(words), new LongWordTable(vocabulary.Pieces, longWords, settings.LongWordSeed), bytePairs,
            settings.WordSeed, settings.MaxWordLength);
    }

    static SpecialTokens Special(CompiledFile file, in CompiledSettings settings, int count)
    {
        int[] ends = file.Table<int>(CompiledSection.EndOfGeneration).Span.ToArray();
        foreach (int end in ends)
            Check(file, end, count);
        return new SpecialTokens(
            Optional(settings.BeginOfText), Optional(settings.EndOfText), Optional(settings.UnknownOfText),
            Has(settings, CompiledFlags.AddsBeginOfText), Has(settings, CompiledFlags.AddsEndOfText), ends);

        int? Optional(int token)
        {
            Check(file, token, count);
            return token < 0 ? null : token;
        }
    }

    static TokenTrie Trie(CompiledFile file, int count)
    {
        Table<ulong> nodes = file.Table<ulong>(CompiledSection.TrieNodes);
        if (nodes.Length == 0)
            throw file.Error(CompiledSection.TrieNodes, "a root", "nothing");
        return new TokenTrie(nodes, file.Table<int>(CompiledSection.TrieAliases), count);
    }

    static AddedTokenMatcher? Matcher(CompiledFile file, CompiledSection entriesAt, CompiledSection nodesAt, int count)
    {
        if (!file.Has(entriesAt))
            return null;
        Table<AddedTokenEntry> entries = file.Table<AddedTokenEntry>(entriesAt);
        foreach (AddedTokenEntry entry in entries.Span)
        {
            if ((uint)entry.Id >= (uint)count)
                throw file.Error(entriesAt, $"tokens below {count}", $"{entry.Id}");
        }
        Table<AddedTokenNode> nodes = file.Table<AddedTokenNode>(nodesAt);
        ReadOnlySpan<AddedTokenNode> all = nodes.Span;
        for (int i = 0; i < all.Length; i++)
        {
            (_, int child, int sibling, int entry) = all[i];
            if ((child != 0 && (child <= i || child >= all.Length)) || sibling < 0 || (sibling != 0 && sibling >= i) || entry >= entries.Length)
                throw file.Error(nodesAt, "children further on and siblings further up", $"{child} and {sibling} at node {i}");
        }
        return all.Length > 0 ? new AddedTokenMatcher(entries, nodes) : throw file.Error(nodesAt, "a root", "nothing");
    }

    static byte[] Affix(CompiledFile file, CompiledSection section)
    {
        ReadOnlySpan<byte> bytes = file.Table<byte>(section).Span;
        // Twice of it and a character fit where words are looked up.
        return bytes.Length < MaxAffixLength - 4
            ? bytes.ToArray() : throw file.Error(section, $"fewer than {MaxAffixLength - 4} bytes", $"{bytes.Length}");
    }

    static void Check(CompiledFile file, int token, int count)
    {
        if (token < -1 || token >= count)
            throw file.Error(CompiledSection.Settings, $"tokens below {count}", $"{token}");
    }

    static Table<T> Of<T>(CompiledFile file, CompiledSection section, int length)
        where T : unmanaged
    {
        Table<T> table = file.Table<T>(section);
        return table.Length == length ? table : throw file.Error(section, $"{length} elements", $"{table.Length}");
    }

    static ByteStrings Strings(CompiledFile file, CompiledSection endsAt, CompiledSection bytesAt, out int maxLength)
    {
        Table<int> ends = file.Table<int>(endsAt);
        Table<byte> bytes = file.Table<byte>(bytesAt);
        int previous = 0;
        maxLength = 0;
        int least = 0;
        foreach (int end in ends.Span)
        {
            int length = end - previous;
            least = Math.Min(least, length | end);
            maxLength = Math.Max(maxLength, length);
            previous = end;
        }
        if (least < 0 || previous > bytes.Length)
            throw file.Error(endsAt, $"ends that do not decrease, up to {bytes.Length}", "others");
        return new ByteStrings(ends, bytes);
    }

    /// <summary>A hash table of ids + 1, 0 where free.</summary>
    static Table<int> Slots(CompiledFile file, CompiledSection section, int count)
    {
        Table<int> slots = file.Table<int>(section);
        uint max = 0;
        bool hasFree = slots.Span.Contains(0);
        foreach (int slot in slots.Span)
            max = Math.Max(max, (uint)slot);
        if (!hasFree || slots.Length < 16 || !BitOperations.IsPow2(slots.Length) || max > (uint)count)
            throw file.Error(section, $"a power of two of slots up to {count}, one of them free", $"{slots.Length} slots up to {max}");
        return slots;
    }
}

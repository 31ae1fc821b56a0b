using System.Text.Json;
using Lode.Formats;
using Lode.Memory;

namespace Lode.Tokenizers;

/// <summary>Puts a tokenizer together over a mapped compiled form: only its small components are made anew.</summary>
/// <remarks>
/// What is checked here keeps every look-up inside the file and lets it end, whatever the file says: ends of strings do not decrease, no
/// slot or link leads out of its table, and every hash table has a free slot. Those tables that are too large to be walked at opening are
/// safe by themselves: <see cref="PairTable.TryOpen"/>, <see cref="WordTable.FindFree"/>, <see cref="TokenTrie.FindChild"/>.
/// </remarks>
static class CompiledTokenizer
{
    /// <summary>Opens a compiled form.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or of another version.</exception>
    public static TokenizerParts Read(string path)
    {
        using CompiledFile file = CompiledFile.Open(path);
        TokenizerParts parts = Read(file, path);
        file.Keep();
        return parts;
    }

    /// <summary>Opens a compiled form that lies in another file.</summary>
    /// <param name="view">Its bytes; they must stay as long as the tokenizer is used.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="ModelFormatException">It is damaged, or of another version.</exception>
    public static TokenizerParts Read(MappedView view, string path) => Read(CompiledFile.Within(view, path), path);

    static TokenizerParts Read(CompiledFile file, string path)
    {
        Table<CompiledSettings> all = file.Table<CompiledSettings>(CompiledSection.Settings);
        if (all.Length != 1)
            throw file.Error(CompiledSection.Settings, "one element", $"{all.Length}");
        CompiledSettings settings = all.Span[0];
        ByteStrings texts = file.Strings(CompiledSection.TextEnds, CompiledSection.TextBytes, out int maxTextLength);
        int count = texts.Count;
        Vocabulary vocabulary = new(
            texts, file.Table<TokenType>(CompiledSection.Types, count),
            new ByteStringIndex(texts, file.Slots(CompiledSection.TextSlots, count), new ByteStringHash(settings.TextHash1, settings.TextHash2)),
            maxTextLength);
        TokenizerModel model = settings.Kind == CompiledKind.Bpe
            ? CompiledBpe.Read(file, settings, count) : CompiledModels.Read(file, settings, count);
        ByteStrings bytes = file.Strings(CompiledSection.TokenEnds, CompiledSection.TokenBytes, out _);
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
            Bytes = new TokenBytes(bytes, file.Table<uint>(CompiledSection.IrregularTokens, TokenBytes.WordCount(count))),
            Trie = Trie(file, count),
            SourceHash = file.SourceHash,
        };
        return Components(file, path, given, settings.Has(CompiledFlags.SpellsBytes));
    }

    static TokenizerParts Components(CompiledFile file, string path, TokenizerParts given, bool spellsBytes)
    {
        Dictionary<string, JsonElement> sections = [];
        try
        {
            Utf8JsonReader reader = new(file.Table<byte>(CompiledSection.Description).Span);
            JsonElement root = JsonElement.ParseValue(ref reader);
            ReadOnlySpan<byte> map = file.Has(CompiledSection.CharacterMap) ? file.Table<byte>(CompiledSection.CharacterMap).Span : [];
            if (root.ValueKind != JsonValueKind.Object)
                throw file.Error(CompiledSection.Description, "an object", JsonSource.Kind(root));
            foreach (JsonProperty section in root.EnumerateObject())
                sections[section.Name] = section.Value;
            return new TokenizerJsonBuilder(new JsonSource(path), sections, null).BuildAround(given, spellsBytes, map);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException // an escaped lone surrogate
            || exception is FormatException and not ModelFormatException) // the character map
        {
            throw file.Error(CompiledSection.Description, "JSON", exception.Message);
        }
    }

    static SpecialTokens Special(CompiledFile file, in CompiledSettings settings, int count)
    {
        int[] ends = file.Table<int>(CompiledSection.EndOfGeneration).Span.ToArray();
        foreach (int end in ends)
            file.CheckToken(end, count);
        return new SpecialTokens(
            Optional(settings.BeginOfText), Optional(settings.EndOfText), Optional(settings.UnknownOfText),
            settings.Has(CompiledFlags.AddsBeginOfText), settings.Has(CompiledFlags.AddsEndOfText), ends);

        int? Optional(int token)
        {
            file.CheckToken(token, count);
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
}

using System.Runtime.InteropServices;

namespace Lode.Tokenizers;

/// <summary>Writes tokenizers in their compiled form.</summary>
static class TokenizerCompiler
{
    /// <summary>Writes the file.</summary>
    /// <exception cref="NotSupportedException">The tokenizer is compiled already.</exception>
    public static void Write(Tokenizer tokenizer, ReadOnlySpan<byte> sourceHash, string path) => Collect(tokenizer).Write(path, sourceHash);

    /// <summary>Writes it into memory.</summary>
    /// <inheritdoc cref="Write"/>
    public static byte[] ToArray(Tokenizer tokenizer, ReadOnlySpan<byte> sourceHash)
    {
        using MemoryStream memory = new();
        Collect(tokenizer).Write(memory, sourceHash, length => memory.Capacity = checked((int)length));
        return memory.GetBuffer(); // it has the length that was reserved
    }

    static CompiledWriter Collect(Tokenizer tokenizer)
    {
        if (tokenizer.SourceHash.Length > 0)
            throw new NotSupportedException("the tokenizer is compiled already: copy the file");
        if (tokenizer.Description is not PipelineDescription description)
            throw new NotSupportedException("what comes before and behind the model is not described: open the source itself");
        BpeModel? bpe = tokenizer.Model as BpeModel;
        CompiledWriter writer = new();
        CompiledSettings settings = Settings(tokenizer, description);
        writer.Add(CompiledSection.Settings, new ReadOnlySpan<CompiledSettings>(in settings));
        writer.Add<byte>(CompiledSection.Description, description.Json);
        if (description.CharacterMap is byte[] map)
            writer.Add<byte>(CompiledSection.CharacterMap, map);
        writer.Add<int>(CompiledSection.EndOfGeneration, tokenizer.Special.EndOfGeneration);
        writer.Add(CompiledSection.ByteTokens, CompiledModels.ByteTokens(tokenizer.Model));
        if (bpe is not null)
        {
            writer.Add<byte>(CompiledSection.ContinuingPrefix, bpe.Vocabulary.ContinuingPrefix);
            writer.Add<byte>(CompiledSection.EndSuffix, bpe.Vocabulary.EndSuffix);
            writer.Add<byte>(CompiledSection.WordSeparator, bpe.Vocabulary.WordSeparator);
        }
        Vocabulary vocabulary = tokenizer.Vocabulary;
        writer.Add(CompiledSection.TextEnds, vocabulary.Texts.Ends);
        writer.Add(CompiledSection.TextBytes, vocabulary.Texts.Bytes);
        writer.Add(CompiledSection.TextSlots, vocabulary.Index.Slots.Span);
        writer.Add(CompiledSection.Types, MemoryMarshal.Cast<TokenType, byte>(vocabulary.Types.Span));
        if (bpe is not null)
            CompiledBpe.Write(writer, bpe);
        else
            CompiledModels.Write(writer, tokenizer.Model);
        writer.Add(CompiledSection.TokenEnds, tokenizer.AllBytes.Bytes.Ends);
        writer.Add(CompiledSection.TokenBytes, tokenizer.AllBytes.Bytes.Bytes);
        writer.Add(CompiledSection.IrregularTokens, tokenizer.AllBytes.Irregular.Span);
        writer.Add(CompiledSection.TrieNodes, tokenizer.Trie.Nodes);
        writer.Add(CompiledSection.TrieAliases, tokenizer.Trie.Aliases);
        Add(writer, CompiledSection.RawEntries, CompiledSection.RawNodes, tokenizer.Pipeline.RawMatcher);
        Add(writer, CompiledSection.NormalizedEntries, CompiledSection.NormalizedNodes, tokenizer.Pipeline.NormalizedMatcher);
        return writer;
    }

    static void Add(CompiledWriter writer, CompiledSection entries, CompiledSection nodes, AddedTokenMatcher? matcher)
    {
        if (matcher is null)
            return;
        writer.Add(entries, matcher.Entries.Span);
        writer.Add(nodes, matcher.Nodes.Span);
    }

    static CompiledSettings Settings(Tokenizer tokenizer, PipelineDescription description)
    {
        SpecialTokens special = tokenizer.Special;
        CompiledSettings settings = new()
        {
            TextHash1 = tokenizer.Vocabulary.Index.Hash.First,
            TextHash2 = tokenizer.Vocabulary.Index.Hash.Second,
            BeginOfText = special.BeginOfText ?? -1,
            EndOfText = special.EndOfText ?? -1,
            UnknownOfText = special.Unknown ?? -1,
            Flags = (description.SpellsBytes ? CompiledFlags.SpellsBytes : 0) | (special.AddsBeginOfText ? CompiledFlags.AddsBeginOfText : 0)
                | (special.AddsEndOfText ? CompiledFlags.AddsEndOfText : 0),
        };
        if (tokenizer.Model is BpeModel bpe)
            CompiledBpe.Describe(bpe, ref settings);
        else
            CompiledModels.Describe(tokenizer.Model, ref settings);
        return settings;
    }
}

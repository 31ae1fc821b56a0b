using System.Runtime.InteropServices;

namespace Lode.Tokenizers;

/// <summary>Writes tokenizers in their compiled form.</summary>
static class TokenizerCompiler
{
    /// <summary>Writes the file.</summary>
    /// <exception cref="NotSupportedException">The tokenizer is of a kind that has no compiled form yet.</exception>
    public static void Write(Tokenizer tokenizer, ReadOnlySpan<byte> sourceHash, string path)
    {
        if (tokenizer.SourceHash.Length > 0)
            throw new NotSupportedException("the tokenizer is compiled already: copy the file");
        if (tokenizer.Model is not BpeModel model)
            throw new NotSupportedException($"{KindOf(tokenizer.Model)} has no compiled form; only BPE has: open the tokenizer.json itself");
        if (tokenizer.Description is not PipelineDescription description)
            throw new NotSupportedException("only a tokenizer.json has a compiled form, other files have none: open the file itself");
        CompiledWriter writer = new();
        CompiledSettings settings = Settings(tokenizer, model, description);
        writer.Add(CompiledSection.Settings, new ReadOnlySpan<CompiledSettings>(in settings));
        writer.Add<byte>(CompiledSection.Description, description.Json);
        writer.Add<int>(CompiledSection.EndOfGeneration, tokenizer.Special.EndOfGeneration);
        writer.Add<int>(CompiledSection.ByteTokens, model.Vocabulary.ByteTokens.AsSpan(0, 256));
        writer.Add<byte>(CompiledSection.ContinuingPrefix, model.Vocabulary.ContinuingPrefix);
        writer.Add<byte>(CompiledSection.EndSuffix, model.Vocabulary.EndSuffix);
        writer.Add<byte>(CompiledSection.WordSeparator, model.Vocabulary.WordSeparator);
        Vocabulary vocabulary = tokenizer.Vocabulary;
        writer.Add(CompiledSection.TextEnds, vocabulary.Texts.Ends);
        writer.Add(CompiledSection.TextBytes, vocabulary.Texts.Bytes);
        writer.Add(CompiledSection.TextSlots, vocabulary.Index.Slots.Span);
        writer.Add(CompiledSection.Types, MemoryMarshal.Cast<TokenType, byte>(vocabulary.Types.Span));
        writer.Add(CompiledSection.PieceEnds, model.Vocabulary.Pieces.Ends);
        writer.Add(CompiledSection.PieceBytes, model.Vocabulary.Pieces.Bytes);
        writer.Add(CompiledSection.PieceSlots, model.Index.Slots.Span);
        writer.Add(CompiledSection.Merges, model.Merges.Merges.Span);
        writer.Add(CompiledSection.MergeSlots, model.Merges.Slots.Span);
        if (model.Fast is ByteBpe fast)
        {
            fast.Settle();
            writer.Add(CompiledSection.PairSlots, fast.Pairs.Slots);
            writer.Add(CompiledSection.WordSlots, fast.Words.Slots);
            writer.Add(CompiledSection.LongWordSlots, fast.LongWords.Slots);
            writer.Add(CompiledSection.BytePairs, fast.BytePairs);
            GC.KeepAlive(fast);
        }
        writer.Add(CompiledSection.TokenEnds, tokenizer.AllBytes.Bytes.Ends);
        writer.Add(CompiledSection.TokenBytes, tokenizer.AllBytes.Bytes.Bytes);
        writer.Add(CompiledSection.IrregularTokens, tokenizer.AllBytes.Irregular.Span);
        writer.Add(CompiledSection.TrieNodes, tokenizer.Trie.Nodes);
        writer.Add(CompiledSection.TrieAliases, tokenizer.Trie.Aliases);
        Add(writer, CompiledSection.RawEntries, CompiledSection.RawNodes, tokenizer.Pipeline.RawMatcher);
        Add(writer, CompiledSection.NormalizedEntries, CompiledSection.NormalizedNodes, tokenizer.Pipeline.NormalizedMatcher);
        writer.Write(path, sourceHash);
    }

    static void Add(CompiledWriter writer, CompiledSection entries, CompiledSection nodes, AddedTokenMatcher? matcher)
    {
        if (matcher is null)
            return;
        writer.Add(entries, matcher.Entries.Span);
        writer.Add(nodes, matcher.Nodes.Span);
    }

    static CompiledSettings Settings(Tokenizer tokenizer, BpeModel model, PipelineDescription description)
    {
        BpeVocabulary bpe = model.Vocabulary;
        SpecialTokens special = tokenizer.Special;
        CompiledSettings settings = new()
        {
            TextHash1 = tokenizer.Vocabulary.Index.Hash.First,
            TextHash2 = tokenizer.Vocabulary.Index.Hash.Second,
            PieceHash1 = model.Index.Hash.First,
            PieceHash2 = model.Index.Hash.Second,
            MergeMultiplier = model.Merges.Multiplier,
            TokenCount = bpe.TokenCount,
            Unknown = bpe.Unknown,
            BeginOfText = special.BeginOfText ?? -1,
            EndOfText = special.EndOfText ?? -1,
            UnknownOfText = special.Unknown ?? -1,
            MaxPieceLength = model.MaxPieceLength,
            Flags = (bpe.IsByteLevel ? CompiledFlags.IsByteLevel : 0) | (bpe.FusesUnknown ? CompiledFlags.FusesUnknown : 0)
                | (bpe.WholeWordsFirst ? CompiledFlags.WholeWordsFirst : 0) | (description.SpellsBytes ? CompiledFlags.SpellsBytes : 0)
                | (special.AddsBeginOfText ? CompiledFlags.AddsBeginOfText : 0) | (special.AddsEndOfText ? CompiledFlags.AddsEndOfText : 0)
                | (model.Fast is not null ? CompiledFlags.HasWordTables : 0),
        };
        if (model.Fast is ByteBpe fast)
        {
            (settings.PairIdBits, settings.PairRankBits, settings.PairMultiplier1, settings.PairMultiplier2) = fast.Pairs.Shape;
            settings.WordSeed = fast.Seed;
            settings.LongWordSeed = fast.LongWords.Seed;
            settings.MaxWordLength = fast.MaxWordLength;
            settings.FreeWordSlot = fast.Words.FindFree();
        }
        return settings;
    }

    static string KindOf(TokenizerModel model) => model switch
    {
        UnigramModel => "Unigram",
        WordPieceModel => "WordPiece",
        WordLevelModel => "WordLevel",
        _ => model.GetType().Name,
    };
}

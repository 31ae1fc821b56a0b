namespace Lode.Tokenizers;

/// <summary>The part of compiled tokenizers that Unigram, WordPiece and WordLevel have.</summary>
static class CompiledModels
{
    /// <summary>Writes the tables of a model.</summary>
    public static void Write(CompiledWriter writer, TokenizerModel model)
    {
        switch (model)
        {
            case UnigramModel unigram:
                writer.Add(CompiledSection.Scores, unigram.Scores.Span);
                Write(writer, unigram.Trie, CompiledSection.StartChildren);
                break;
            case WordPieceModel pieces:
                writer.Add(CompiledSection.PieceEnds, pieces.Texts.Ends);
                writer.Add(CompiledSection.PieceBytes, pieces.Texts.Bytes);
                Write(writer, pieces.Starts, CompiledSection.StartChildren);
                Write(writer, pieces.Rests, CompiledSection.RestChildren);
                break;
            case WordLevelModel words:
                writer.Add(CompiledSection.PieceEnds, words.Index.Strings.Ends);
                writer.Add(CompiledSection.PieceBytes, words.Index.Strings.Bytes);
                writer.Add(CompiledSection.PieceSlots, words.Index.Slots.Span);
                break;
        }
    }

    /// <summary>Notes the numbers of a model.</summary>
    /// <exception cref="NotSupportedException">It is of a kind that has no compiled form.</exception>
    public static void Describe(TokenizerModel model, ref CompiledSettings settings)
    {
        switch (model)
        {
            case UnigramModel unigram:
                settings.Kind = CompiledKind.Unigram;
                settings.Unknown = unigram.Unknown;
                settings.UnknownScore = unigram.UnknownScore;
                break;
            case WordPieceModel pieces:
                settings.Kind = CompiledKind.WordPiece;
                settings.Unknown = pieces.Unknown;
                settings.MaxCharacters = pieces.MaxCharacters;
                break;
            case WordLevelModel words:
                settings.Kind = CompiledKind.WordLevel;
                settings.Unknown = words.Unknown;
                settings.PieceHash1 = words.Index.Hash.First;
                settings.PieceHash2 = words.Index.Hash.Second;
                break;
            default:
                throw new NotSupportedException($"{model.GetType().Name} has no compiled form: open the source itself");
        }
    }

    /// <summary>The token of each byte in unknown text, or none.</summary>
    public static ReadOnlySpan<int> ByteTokens(TokenizerModel model) => model switch
    {
        BpeModel bpe => bpe.Vocabulary.ByteTokens.AsSpan(0, 256),
        UnigramModel unigram => unigram.ByteTokens.AsSpan(0, 256),
        _ => [],
    };

    /// <summary>Opens a model over its tables.</summary>
    public static TokenizerModel Read(CompiledFile file, in CompiledSettings settings, int count)
    {
        file.CheckToken(settings.Unknown, count);
        switch (settings.Kind)
        {
            case CompiledKind.Unigram:
                Table<double> scores = file.Table<double>(CompiledSection.Scores);
                int[] byteTokens = file.Table<int>(CompiledSection.ByteTokens, 256).Span.ToArray();
                foreach (int token in byteTokens)
                    file.CheckToken(token, count);
                // A token that is found has a score.
                ByteTrie trie = Trie(file, CompiledSection.StartChildren, Math.Min(count, scores.Length));
                return new UnigramModel(trie, scores, settings.UnknownScore, settings.Unknown, byteTokens);
            case CompiledKind.WordPiece:
                ByteStrings texts = file.Strings(CompiledSection.PieceEnds, CompiledSection.PieceBytes, out _);
                return new WordPieceModel(
                    Trie(file, CompiledSection.StartChildren, count), Trie(file, CompiledSection.RestChildren, count), texts,
                    Required(file, settings.Unknown), settings.MaxCharacters);
            case CompiledKind.WordLevel:
                ByteStrings words = file.Strings(CompiledSection.PieceEnds, CompiledSection.PieceBytes, out _);
                return new WordLevelModel(
                    new ByteStringIndex(
                        words, file.Slots(CompiledSection.PieceSlots, Math.Min(count, words.Count)),
                        new ByteStringHash(settings.PieceHash1, settings.PieceHash2)),
                    Required(file, settings.Unknown));
            default:
                throw file.Error(CompiledSection.Settings, "a known kind of model", $"{(int)settings.Kind}");
        }
    }

    static int Required(CompiledFile file, int unknown) =>
        unknown >= 0 ? unknown : throw file.Error(CompiledSection.Settings, "a token for unknown words", "none");

    static void Write(CompiledWriter writer, ByteTrie trie, CompiledSection first)
    {
        writer.Add(first, trie.FirstChildren.Span);
        writer.Add(first + 1, trie.Tokens.Span);
        writer.Add(first + 2, trie.Labels.Span);
    }

    /// <summary>A trie whose links lead to nodes, and whose tokens are below a number.</summary>
    static ByteTrie Trie(CompiledFile file, CompiledSection first, int count)
    {
        Table<int> children = file.Table<int>(first);
        int nodes = children.Length - 1;
        if (nodes < 1)
            throw file.Error(first, "a root", "nothing");
        Table<int> tokens = file.Table<int>(first + 1, nodes);
        Table<byte> labels = file.Table<byte>(first + 2, nodes);
        int previous = 1;
        int least = 0;
        foreach (int child in children.Span)
        {
            least = Math.Min(least, child - previous);
            previous = child;
        }
        if (least < 0 || previous > nodes)
            throw file.Error(first, $"children that do not decrease, from 1 to {nodes}", "others");
        int highest = -1;
        int lowest = -1;
        foreach (int token in tokens.Span)
            (lowest, highest) = (Math.Min(lowest, token), Math.Max(highest, token));
        if (lowest < -1 || highest >= count)
            throw file.Error(first + 1, $"tokens from -1 to {count - 1}", $"{lowest} to {highest}");
        return new ByteTrie(children, tokens, labels);
    }
}

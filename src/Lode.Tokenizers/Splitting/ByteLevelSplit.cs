namespace Lode.Tokenizers;

/// <summary>GPT-2's pre-tokenizer (<c>ByteLevel</c>): a leading space, its words, and the spelling of bytes as characters.</summary>
/// <param name="addsPrefixSpace">A piece that does not begin with a space gets one.</param>
/// <param name="words">Cuts the words, or null.</param>
/// <param name="spells">
/// Writes the spelling out, for models that are not byte-level themselves; those are left the bytes, which stand for it.
/// </param>
sealed class ByteLevelSplit(bool addsPrefixSpace, PreTokenizer? words, bool spells) : SplitStep
{
    readonly PatternSplit? _split = words is null ? null : new(new WordPattern(words), SplitBehavior.Isolated);

    /// <summary>Whether the step changes no byte, so that its words can be cut in the text itself.</summary>
    public bool KeepsText => !addsPrefixSpace && !spells;

    /// <summary>Cuts the words, or null.</summary>
    public PreTokenizer? Words => words;

    public override void Split(TextBuffer text, EncodeWorkspace workspace)
    {
        if (addsPrefixSpace)
            Rewrite(text, workspace.Pieces, AddSpace);
        _split?.Split(text, workspace);
        if (spells)
            Rewrite(text, workspace.Pieces, Spell);
    }

    static void Rewrite(TextBuffer text, PieceList pieces, Action<TextBuffer, int> rewrite)
    {
        pieces.BeginNext();
        text.BeginRewrite();
        for (int i = 0; i < pieces.Count; i++)
        {
            (int start, int end) = pieces[i];
            int begin = text.NextLength;
            text.SkipTo(start);
            rewrite(text, end);
            pieces.AddNext(begin, text.NextLength);
        }
        text.EndRewrite();
        pieces.EndNext();
    }

    static void AddSpace(TextBuffer text, int end)
    {
        int start = text.Cursor;
        if (text.Bytes[start] != ' ')
        {
            Scalars.Read(text.Bytes, start, out int first);
            text.Write(" "u8, start, start + first);
        }
        text.CopyTo(end);
    }

    static void Spell(TextBuffer text, int end)
    {
        Span<byte> spelling = stackalloc byte[2];
        for (int at = text.Cursor; at < end; at++)
        {
            int length = ByteLevelAlphabet.Spell(text.Bytes.Slice(at, 1), spelling);
            text.Write(spelling[..length], at, at + 1);
        }
        text.SkipTo(end);
    }
}

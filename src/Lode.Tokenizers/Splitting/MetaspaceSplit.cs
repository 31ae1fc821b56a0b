namespace Lode.Tokenizers;

/// <summary>SentencePiece's handling of spaces: they become U+2581 (or another character), and words begin with it (<c>Metaspace</c>).</summary>
/// <param name="replacement">UTF-8 of what stands for a space.</param>
/// <param name="prepends">Where one is put before a piece that does not begin with it.</param>
/// <param name="splits">Whether pieces are cut before each of them.</param>
sealed class MetaspaceSplit(byte[] replacement, PrependScheme prepends, bool splits) : SplitStep
{
    readonly PatternSplit _split = new(new StringPattern(replacement), SplitBehavior.MergedWithNext);

    public override void Split(TextBuffer text, EncodeWorkspace workspace)
    {
        PieceList pieces = workspace.Pieces;
        pieces.BeginNext();
        text.BeginRewrite();
        for (int i = 0; i < pieces.Count; i++)
        {
            (int start, int end) = pieces[i];
            int begin = text.NextLength;
            text.SkipTo(start);
            Rewrite(text, end);
            pieces.AddNext(begin, text.NextLength);
        }
        text.EndRewrite();
        pieces.EndNext();
        if (splits)
            _split.Split(text, workspace);
    }

    void Rewrite(TextBuffer text, int end)
    {
        int start = text.Cursor;
        bool begins = text.Bytes[start] == ' ' || text.Bytes[start..end].StartsWith(replacement);
        if (!begins && (prepends == PrependScheme.Always || (prepends == PrependScheme.First && text.BeginsAtStart(start))))
        {
            Scalars.Read(text.Bytes, start, out int first);
            text.Write(replacement, start, start + first);
        }
        while (text.Bytes[text.Cursor..end].IndexOf((byte)' ') is >= 0 and int at)
        {
            text.CopyTo(text.Cursor + at);
            text.Write(replacement, text.Cursor, text.Cursor + 1);
            text.SkipTo(text.Cursor + 1);
        }
        text.CopyTo(end);
    }
}

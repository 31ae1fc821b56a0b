namespace Lode.Tokenizers;

/// <summary>Cuts where the script changes (<c>UnicodeScripts</c>).</summary>
/// <remarks>Text before the first character that has a script is lost, as in Hugging Face's: ranges begin with the first change.</remarks>
sealed class ScriptSplit : SplitStep
{
    public override void Split(TextBuffer text, EncodeWorkspace workspace)
    {
        PieceList pieces = workspace.Pieces;
        pieces.BeginNext();
        for (int i = 0; i < pieces.Count; i++)
        {
            (int start, int end) = pieces[i];
            int begin = -1;
            int last = -1; // no script seen yet
            for (int at = start, length; at < end; at += length)
            {
                int script = ScriptTable.Script(Scalars.Read(text.Bytes[..end], at, out length));
                if (script == ScriptTable.Any)
                    continue;
                if (last != script)
                {
                    if (begin >= 0)
                        pieces.AddNext(begin, at);
                    begin = at;
                }
                last = script;
            }
            if (begin >= 0)
                pieces.AddNext(begin, end);
        }
        pieces.EndNext();
    }
}

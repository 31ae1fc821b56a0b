namespace Lode.Tokenizers;

/// <summary>Cuts every so many characters (<c>FixedLength</c>).</summary>
/// <param name="length">Characters in a piece, at least 1.</param>
sealed class FixedLengthSplit(int length) : SplitStep
{
    public override void Split(TextBuffer text, EncodeWorkspace workspace)
    {
        PieceList pieces = workspace.Pieces;
        pieces.BeginNext();
        for (int i = 0; i < pieces.Count; i++)
        {
            (int start, int end) = pieces[i];
            while (start < end)
            {
                int at = start;
                for (int count = 0; count < length && at < end; count++)
                {
                    Scalars.Read(text.Bytes[..end], at, out int bytes);
                    at += bytes;
                }
                pieces.AddNext(start, at);
                start = at;
            }
        }
        pieces.EndNext();
    }
}

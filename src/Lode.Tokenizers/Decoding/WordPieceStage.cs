namespace Lode.Tokenizers;

/// <summary>Joins pieces of words, and sets words apart by spaces (<c>WordPiece</c>).</summary>
sealed class WordPieceStage(DecodeStage next, byte[] prefix, bool cleans, bool fromStart) : MappingStage(next, fromStart)
{
    protected override void Map(ReadOnlySpan<byte> token, bool isFirst, List<byte> output)
    {
        if (!isFirst && token.StartsWith(prefix))
            token = token[prefix.Length..];
        else if (!isFirst)
            output.Add((byte)' ');
        output.AddRange(token);
        if (cleans)
            TextCleanup.Apply(output);
    }
}

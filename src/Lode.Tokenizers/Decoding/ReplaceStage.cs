namespace Lode.Tokenizers;

/// <summary>Replaces a string in each token (<c>Replace</c>).</summary>
sealed class ReplaceStage(DecodeStage next, byte[] value, byte[] content) : MappingStage(next, false)
{
    protected override void Map(ReadOnlySpan<byte> token, bool isFirst, List<byte> output) => Replace(token, value, content, output);
}

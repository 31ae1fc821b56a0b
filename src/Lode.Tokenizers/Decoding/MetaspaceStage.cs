namespace Lode.Tokenizers;

/// <summary>Turns U+2581 back into spaces (<c>Metaspace</c>); the first token's were put there and go.</summary>
sealed class MetaspaceStage(DecodeStage next, byte[] replacement, bool prepends, bool fromStart) : MappingStage(next, fromStart)
{
    protected override void Map(ReadOnlySpan<byte> token, bool isFirst, List<byte> output) =>
        Replace(token, replacement, isFirst && prepends ? [] : " "u8, output);
}

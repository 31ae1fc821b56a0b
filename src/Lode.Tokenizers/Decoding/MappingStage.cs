namespace Lode.Tokenizers;

/// <summary>Turns each token into another, by itself and its place in the row.</summary>
abstract class MappingStage(DecodeStage next, bool fromStart) : DecodeStage
{
    readonly List<byte> _buffer = [];

    public sealed override bool IsSettled => !fromStart && next.IsSettled;

    public sealed override void Add(ReadOnlySpan<byte> token)
    {
        _buffer.Clear();
        Map(token, fromStart, _buffer);
        fromStart = false;
        next.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_buffer));
    }

    public override void Complete() => next.Complete();

    /// <summary>Writes what becomes of a token.</summary>
    /// <param name="token">UTF-8.</param>
    /// <param name="isFirst">Whether it is the first of the text.</param>
    /// <param name="output">Empty; where it goes.</param>
    protected abstract void Map(ReadOnlySpan<byte> token, bool isFirst, List<byte> output);

    /// <summary>Appends <paramref name="text"/> with each <paramref name="value"/> replaced.</summary>
    protected static void Replace(ReadOnlySpan<byte> text, ReadOnlySpan<byte> value, ReadOnlySpan<byte> by, List<byte> output)
    {
        while (!value.IsEmpty && text.IndexOf(value) is >= 0 and int at)
        {
            output.AddRange(text[..at]);
            output.AddRange(by);
            text = text[(at + value.Length)..];
        }
        output.AddRange(text);
    }
}

namespace Lode.Tokenizers;

/// <summary>Joins what a CTC model repeats (<c>CTC</c>).</summary>
sealed class CtcStage(DecodeStage next, byte[] pad, byte[] delimiter, bool cleans) : DecodeStage
{
    readonly List<byte> _buffer = [];
    byte[]? _last;

    public override bool IsSettled => false;

    public override void Add(ReadOnlySpan<byte> token)
    {
        if (_last is not null && token.SequenceEqual(_last))
            return;
        _last = token.ToArray();
        Replace(token, pad, []);
        if (cleans)
        {
            TextCleanup.Apply(_buffer);
            Replace(_buffer.ToArray(), delimiter, " "u8);
        }
        if (_buffer.Count > 0)
            next.Add(_buffer.ToArray());
    }

    public override void Complete() => next.Complete();

    void Replace(ReadOnlySpan<byte> text, ReadOnlySpan<byte> value, ReadOnlySpan<byte> by)
    {
        _buffer.Clear();
        while (!value.IsEmpty && text.IndexOf(value) is >= 0 and int at)
        {
            _buffer.AddRange(text[..at]);
            _buffer.AddRange(by);
            text = text[(at + value.Length)..];
        }
        _buffer.AddRange(text);
    }
}

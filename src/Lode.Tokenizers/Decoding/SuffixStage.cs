namespace Lode.Tokenizers;

/// <summary>Turns the mark at the end of words into a space, and the last token's into nothing (<c>BPEDecoder</c>).</summary>
sealed class SuffixStage(DecodeStage next, byte[] suffix) : DecodeStage
{
    byte[]? _pending; // whether it is the last is known when the next comes

    public override bool IsSettled => false;

    public override void Add(ReadOnlySpan<byte> token)
    {
        Release(" "u8);
        _pending = token.ToArray();
    }

    public override void Complete()
    {
        Release([]);
        next.Complete();
    }

    void Release(ReadOnlySpan<byte> by)
    {
        if (_pending is null)
            return;
        List<byte> output = [];
        ReadOnlySpan<byte> text = _pending;
        _pending = null;
        while (suffix.Length > 0 && text.IndexOf(suffix) is >= 0 and int at)
        {
            output.AddRange(text[..at]);
            output.AddRange(by);
            text = text[(at + suffix.Length)..];
        }
        output.AddRange(text);
        next.Add(output.ToArray());
    }
}

namespace Lode.Tokenizers;

/// <summary>Turns the spelling of bytes back into bytes (<c>ByteLevel</c>); a token that holds another character stands for itself.</summary>
/// <param name="next">What comes after.</param>
/// <param name="keepsIllFormed">Ill-formed bytes stay as they are; otherwise each maximal part of them becomes U+FFFD.</param>
sealed class ByteLevelStage(DecodeStage next, bool keepsIllFormed) : DecodeStage
{
    readonly Utf8Repair _repair = new();
    byte[] _buffer = new byte[64];

    public override bool IsSettled => _repair.PendingLength == 0 && next.IsSettled;

    public override void Add(ReadOnlySpan<byte> token)
    {
        if (_buffer.Length < token.Length)
            _buffer = new byte[2 * token.Length];
        if (ByteLevelAlphabet.TryRead(token, _buffer, out int length))
            token = _buffer.AsSpan(0, length);
        if (keepsIllFormed)
            next.Add(token);
        else
            _repair.Append(token, next.Add);
    }

    public override void Complete()
    {
        if (!keepsIllFormed)
            _repair.Complete(next.Add);
        next.Complete();
    }
}

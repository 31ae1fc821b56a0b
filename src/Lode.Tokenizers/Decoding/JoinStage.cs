namespace Lode.Tokenizers;

/// <summary>Sets spaces between tokens: what happens where a file has no decoder.</summary>
sealed class JoinStage(DecodeStage next, bool fromStart) : DecodeStage
{
    public override bool IsSettled => !fromStart && next.IsSettled;

    public override void Add(ReadOnlySpan<byte> token)
    {
        if (!fromStart)
            next.Add(" "u8);
        fromStart = false;
        next.Add(token);
    }

    public override void Complete() => next.Complete();
}

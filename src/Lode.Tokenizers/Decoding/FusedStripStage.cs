namespace Lode.Tokenizers;

/// <summary><c>Strip</c> behind <c>Fuse</c>: cuts a character off the ends of the whole text, as it streams by.</summary>
sealed class FusedStripStage(DecodeStage next, byte[] character, int start, int stop) : DecodeStage
{
    int _held; // repetitions of the character at the end so far, which may be cut

    public override bool IsSettled => start == 0 && stop == 0 && next.IsSettled;

    public override void Add(ReadOnlySpan<byte> token)
    {
        while (start > 0 && !token.IsEmpty)
        {
            if (!token.StartsWith(character))
            {
                start = 0;
                break;
            }
            token = token[character.Length..];
            start--;
        }
        if (token.IsEmpty)
            return;
        int end = token.Length;
        int trailing = 0;
        while (stop > 0 && token[..end].EndsWith(character))
        {
            end -= character.Length;
            trailing++;
        }
        if (end > 0)
            ReleaseHeld(_held);
        next.Add(token[..end]);
        _held += trailing;
        ReleaseHeld(_held - stop);
    }

    public override void Complete()
    {
        _held = 0;
        next.Complete();
    }

    void ReleaseHeld(int count)
    {
        for (; count > 0; count--, _held--)
            next.Add(character);
    }
}

namespace Lode.Tokenizers;

/// <summary>Cuts a character off the ends of each token, up to a number of times (<c>Strip</c>).</summary>
sealed class StripStage(DecodeStage next, byte[] character, int start, int stop) : DecodeStage
{
    public override bool IsSettled => next.IsSettled;

    public override void Add(ReadOnlySpan<byte> token)
    {
        ReadOnlySpan<byte> rest = token;
        for (int i = 0; i < start && rest.StartsWith(character); i++)
            rest = rest[character.Length..];
        // Hugging Face counts both ends on the whole token; where they would meet, nothing is left.
        int end = token.Length;
        for (int i = 0; i < stop && token[..end].EndsWith(character); i++)
            end -= character.Length;
        int begin = token.Length - rest.Length;
        next.Add(begin < end ? token[begin..end] : []);
    }

    public override void Complete() => next.Complete();
}

namespace Lode.Tokenizers;

/// <summary>What a match of an added token means, in 8 bytes.</summary>
/// <param name="Id">The token.</param>
/// <param name="Flags">How it matches.</param>
readonly record struct AddedTokenEntry(int Id, AddedTokenFlags Flags)
{
    public AddedTokenEntry(AddedToken token)
        : this(token.Id,
            (token.SingleWord ? AddedTokenFlags.SingleWord : 0) | (token.StripsLeft ? AddedTokenFlags.StripsLeft : 0)
            | (token.StripsRight ? AddedTokenFlags.StripsRight : 0) | (token.IsSpecial ? AddedTokenFlags.IsSpecial : 0))
    {
    }

    public bool Has(AddedTokenFlags flag) => (Flags & flag) != 0;
}

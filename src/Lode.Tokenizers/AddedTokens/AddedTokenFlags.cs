namespace Lode.Tokenizers;

/// <summary>How an added token matches; see <see cref="AddedToken"/>.</summary>
[Flags]
enum AddedTokenFlags
{
    SingleWord = 1,
    StripsLeft = 2,
    StripsRight = 4,
    IsSpecial = 8,
}

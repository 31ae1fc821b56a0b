namespace Lode.Tokenizers;

/// <summary>How rows are made equally long; the names are those of <c>tokenizer.json</c>.</summary>
/// <param name="PadId">The token to fill with.</param>
/// <param name="Length">The length to fill to; null for the longest row of a batch.</param>
/// <param name="MultipleOf">Lengths are rounded up to a multiple of this; 0 or 1 for any length.</param>
/// <param name="PadsLeft">The filling goes before the tokens (<c>direction</c> "Left").</param>
/// <param name="PadTypeId">The type id of the filling.</param>
public sealed record PaddingOptions(int PadId, int? Length = null, int MultipleOf = 0, bool PadsLeft = false, int PadTypeId = 0)
{
    /// <summary>The length that rows get whose longest has <paramref name="longest"/> tokens.</summary>
    public int TargetLength(int longest)
    {
        int length = Length ?? longest;
        return MultipleOf > 1 && length % MultipleOf > 0 ? length + MultipleOf - length % MultipleOf : length;
    }
}

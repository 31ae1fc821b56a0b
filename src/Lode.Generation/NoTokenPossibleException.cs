namespace Lode.Generation;

/// <summary>No token can be chosen: every logit is NaN or negative infinity.</summary>
/// <remarks>A sound model never gives such logits; damaged weights do. A controller that forbids every token ends its own sequence instead.</remarks>
public sealed class NoTokenPossibleException : InvalidOperationException
{
    internal NoTokenPossibleException()
        : base("no token can be chosen: every logit is NaN or negative infinity; the model's weights may be damaged")
    {
    }
}

namespace Lode.Tokenizers;

/// <summary>Rewrites text before it is cut and encoded. Immutable and thread-safe.</summary>
abstract class Normalizer
{
    /// <summary>Rewrites the text in place.</summary>
    public abstract void Normalize(TextBuffer text);
}

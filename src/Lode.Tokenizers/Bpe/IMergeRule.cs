namespace Lode.Tokenizers;

/// <summary>Says which neighbours merge, and which first.</summary>
interface IMergeRule
{
    /// <param name="text">The text that both symbols lie in.</param>
    /// <param name="left">The left symbol.</param>
    /// <param name="right">The right symbol.</param>
    /// <param name="priority">Smaller merges first; equal ones from left to right.</param>
    /// <param name="token">What they become.</param>
    bool TryMerge(ReadOnlySpan<byte> text, in Symbol left, in Symbol right, out uint priority, out int token);
}

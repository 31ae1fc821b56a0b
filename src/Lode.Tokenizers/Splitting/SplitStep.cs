namespace Lode.Tokenizers;

/// <summary>One pre-tokenizer of a pipeline: cuts each piece of a text into smaller ones, and may rewrite the text on the way.</summary>
abstract class SplitStep
{
    /// <summary>Makes the next list of pieces out of the present one.</summary>
    /// <param name="text">The text; its origins come along.</param>
    /// <param name="workspace">Whose <see cref="EncodeWorkspace.Pieces"/> are cut.</param>
    public abstract void Split(TextBuffer text, EncodeWorkspace workspace);
}

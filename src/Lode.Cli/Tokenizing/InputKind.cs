namespace Lode.Cli.Tokenizing;

/// <summary>What is a text of its own.</summary>
enum InputKind
{
    /// <summary>Each input.</summary>
    Whole,

    /// <summary>Each line.</summary>
    Lines,

    /// <summary>The JSON string on each line.</summary>
    JsonLines,
}

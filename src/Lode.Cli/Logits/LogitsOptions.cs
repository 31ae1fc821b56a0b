using Lode.Inference;
using Lode.Weights;

namespace Lode.Cli.Logits;

/// <summary>Which rows of which prompt.</summary>
sealed record LogitsOptions(
    string ModelFile,
    byte[] Prompt,
    bool ParseSpecial,
    int[]? Tokens,
    bool AllPositions,
    RowKind Kind,
    ContextOptions Context,
    LoadOptions Load);

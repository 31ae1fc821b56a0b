using Lode.Generation;
using Lode.Inference;
using Lode.Weights;

namespace Lode.Cli.Running;

/// <summary>All that a run needs to know.</summary>
sealed record RunOptions(
    string ModelFile,
    byte[] Prompt,
    bool ParseSpecial,
    GenerationOptions Generation,
    ContextOptions Context,
    LoadOptions Load,
    ControlOptions? Control);

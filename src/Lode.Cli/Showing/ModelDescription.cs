using System.Text.Json.Nodes;

namespace Lode.Cli.Showing;

/// <summary>What a model file holds, as <c>lode show --json</c> prints it.</summary>
sealed record ModelDescription
{
    /// <summary>The architecture; null where the file names none.</summary>
    public required string? Architecture { get; init; }

    /// <summary>The model's own name; null where it has none.</summary>
    public required string? Name { get; init; }

    /// <summary>Whether <c>lode run</c> can run it.</summary>
    public required bool Runs { get; init; }

    /// <summary>Why not, where it cannot.</summary>
    public required string? RunsNot { get; init; }

    /// <summary>Elements of all tensors.</summary>
    public required long Parameters { get; init; }

    public required IReadOnlyList<FileDescription> Files { get; init; }

    /// <summary>The keys that begin with the architecture's name, without it.</summary>
    public required JsonObject Hyperparameters { get; init; }

    /// <summary>Null where the file has no vocabulary.</summary>
    public required TokenizerDescription? Tokenizer { get; init; }

    /// <summary>The largest first.</summary>
    public required IReadOnlyList<TypeDescription> TensorTypes { get; init; }

    /// <summary>In the order of the file; null unless asked for.</summary>
    public IReadOnlyList<TensorDescription>? Tensors { get; init; }

    /// <summary>In the order of the file; null unless asked for.</summary>
    public IReadOnlyList<MetadataDescription>? Metadata { get; init; }
}

namespace Lode.Weights.Checking;

/// <summary>What <see cref="ModelVerifier"/> found.</summary>
public sealed record Verification
{
    /// <summary><c>GGUF</c> or <c>safetensors</c>; null where the structure is broken.</summary>
    public string? Format { get; init; }

    /// <summary>The files, all of them read to the end.</summary>
    public required IReadOnlyList<VerifiedFile> Files { get; init; }

    /// <summary>How many tensors there are.</summary>
    public int Tensors { get; init; }

    /// <summary>The bytes of all tensors.</summary>
    public long TensorBytes { get; init; }

    /// <summary>What is wrong, in the order of the files; none in a good model.</summary>
    public required IReadOnlyList<ModelFault> Faults { get; init; }
}

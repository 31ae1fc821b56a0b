using Lode.Weights.Checking;

namespace Lode.Cli.Checking;

/// <summary>What <c>lode verify --json</c> prints.</summary>
/// <remarks>The format is null where the structure is broken; a hash is null where none was wanted; a fault of the structure has no tensor.</remarks>
sealed record VerifyReport(
    string Model,
    bool Good,
    string? Format,
    IReadOnlyList<VerifiedFile> Files,
    int Tensors,
    long TensorBytes,
    IReadOnlyList<ModelFault> Faults,
    int Threads,
    long ElapsedUs)
{
    public static VerifyReport Of(Verification result, string model, int threads, long elapsed) => new(
        model, result.Faults.Count == 0, result.Format, result.Files, result.Tensors, result.TensorBytes, result.Faults,
        threads, elapsed);
}

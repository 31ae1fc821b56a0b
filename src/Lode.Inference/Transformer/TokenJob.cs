using Lode.Kernels.Threading;

namespace Lode.Inference.Transformer;

/// <summary>An operation on each token's rows by themselves: the small work between matrix products.</summary>
/// <param name="operation">Takes the token's index in the slice.</param>
sealed class TokenJob(Action<int> operation) : TeamJob
{
    public override void Run(int chunk, int worker) => operation(chunk);
}

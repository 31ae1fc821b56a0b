using Lode.Kernels.Threading;

namespace Lode.Inference.Transformer;

/// <summary>An operation on rows by themselves: the small work between matrix products.</summary>
/// <param name="operation">Takes the row's index.</param>
sealed class RowJob(Action<int> operation) : TeamJob
{
    public override void Run(int chunk, int worker) => operation(chunk);
}

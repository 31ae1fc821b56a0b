using Lode.Kernels.Threading;

namespace Lode.Inference.Transformer;

/// <summary>An operation on rows by themselves: a chunk is a row.</summary>
/// <param name="name">What profiles call it.</param>
/// <param name="rows">How many there are.</param>
/// <param name="operation">Takes the row's index.</param>
sealed class RowOperator(string name, Func<int> rows, Action<int> operation) : Operator(name)
{
    readonly RowJob _job = new(operation);

    internal override TeamJob Open(out int chunks)
    {
        chunks = rows();
        return _job;
    }
}

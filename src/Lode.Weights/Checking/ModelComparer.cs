using Lode.Kernels.Threading;

namespace Lode.Weights.Checking;

/// <summary>Compares the tensors of two models by their names: types, shapes, bytes and decoded values.</summary>
/// <remarks>
/// Both are mapped and read once, slice by slice on all threads; of its own it takes half a megabyte a thread. The sums are added in the
/// order of the values, so that the result does not depend on the number of threads.
/// </remarks>
public static class ModelComparer
{
    /// <summary>Compares.</summary>
    /// <param name="first">The reference.</param>
    /// <param name="second">What is held against it.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Looked at every few milliseconds of work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Comparison Compare(
        TensorContainer first, TensorContainer second, CheckOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        options ??= new CheckOptions();
        Dictionary<string, ContainerTensor> others = second.Tensors.ToDictionary(tensor => tensor.Name);
        (ContainerTensor First, ContainerTensor Second)[] pairs =
            [.. first.Tensors.Where(tensor => others.ContainsKey(tensor.Name)).Select(tensor => (tensor, others[tensor.Name]))];
        HashSet<string> names = [.. pairs.Select(pair => pair.First.Name)];

        long total = pairs.Sum(pair => pair.First.ByteLength + pair.Second.ByteLength), done = 0;
        using ThreadTeam team = new(options.Threads);
        using CompareJob job = new(team.Size);
        List<TensorComparison> compared = [];
        foreach ((ContainerTensor tensor, ContainerTensor other) in pairs)
        {
            compared.Add(job.Compare(tensor, other, team,
                part => options.Progress?.Invoke(done + (long)(part * (tensor.ByteLength + other.ByteLength)), total), cancellationToken));
            done += tensor.ByteLength + other.ByteLength;
            options.Progress?.Invoke(done, total);
        }
        return new Comparison(compared,
            [.. first.Tensors.Where(tensor => !names.Contains(tensor.Name))],
            [.. second.Tensors.Where(tensor => !names.Contains(tensor.Name))]);
    }
}

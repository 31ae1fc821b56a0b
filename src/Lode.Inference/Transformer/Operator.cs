using Lode.Kernels.Threading;

namespace Lode.Inference.Transformer;

/// <summary>One entry of the list that a forward pass goes through.</summary>
/// <param name="name">What profiles call it.</param>
abstract class Operator(string name)
{
    internal string Name { get; } = name;

    /// <summary>Prepares the job for the layer at hand; one thread does, before any chunk runs.</summary>
    /// <param name="chunks">Chunks of the job.</param>
    internal abstract TeamJob Open(out int chunks);
}

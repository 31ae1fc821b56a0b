namespace Lode.Inference.Transformer;

/// <summary>The second half of a layer: x += W_down (act(W_gate n(x)) * W_up n(x)), where n(x) is in the normed rows already.</summary>
abstract class FeedForward
{
    /// <summary>The operators, in order. The last leaves the normed input of the next layer.</summary>
    internal abstract IEnumerable<Operator> Operators { get; }
}

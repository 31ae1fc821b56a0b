using Lode.Memory;

namespace Lode.Inference.Transformer;

/// <summary>Scratch rows of a slice. Strides are in floats and multiples of 16; what lies between a row's end and its stride stays zero.</summary>
sealed unsafe class Activations : IDisposable
{
    readonly PageMemory _memory;

    internal Activations(Hyperparameters shape, int tokens, int rotations)
    {
        Width = Pad(shape.EmbeddingLength);
        QueryWidth = Pad(shape.HeadCount * shape.HeadDimension);
        KeyWidth = Pad(shape.KeyValueHeadCount * shape.HeadDimension);
        HiddenWidth = Pad(shape.FeedForwardLength);
        RopeWidth = Pad(2 * shape.Rope.Dimensions);
        RouterWidth = Pad(Math.Max(shape.ExpertCount, 1));
        long expertRows = shape.ExpertCount == 0 ? 1 : shape.ExpertUsedCount;
        long floats = tokens * (2 * Width + 2 * QueryWidth + 2 * KeyWidth + rotations * RopeWidth + RouterWidth + expertRows * (2 * HiddenWidth + Width)
            + (shape.ExpertCount == 0 ? 0 : expertRows * Width));
        _memory = new PageMemory(checked(floats * sizeof(float)));
        float* next = (float*)_memory.Address;
        State = Take(ref next, tokens, Width);
        Normed = Take(ref next, tokens, Width);
        Query = Take(ref next, tokens, QueryWidth);
        Attended = Take(ref next, tokens, QueryWidth);
        Key = Take(ref next, tokens, KeyWidth);
        Value = Take(ref next, tokens, KeyWidth);
        RopeTables = Take(ref next, (long)tokens * rotations, RopeWidth);
        Router = Take(ref next, tokens, RouterWidth);
        Gate = Take(ref next, tokens * expertRows, HiddenWidth);
        Up = Take(ref next, tokens * expertRows, HiddenWidth);
        Projected = Take(ref next, tokens * expertRows, Width);
        ExpertInput = shape.ExpertCount == 0 ? null : Take(ref next, tokens * expertRows, Width);
    }

    internal nint Width { get; }

    internal nint QueryWidth { get; }

    internal nint KeyWidth { get; }

    internal nint HiddenWidth { get; }

    internal nint RopeWidth { get; }

    internal nint RouterWidth { get; }

    /// <summary>The residual stream, <c>[tokens, embedding]</c>.</summary>
    internal float* State { get; }

    /// <summary>Input of the next product, <c>[tokens, embedding]</c>.</summary>
    internal float* Normed { get; }

    /// <summary><c>[tokens, heads * head_dim]</c>.</summary>
    internal float* Query { get; }

    /// <summary>Output of attention, <c>[tokens, heads * head_dim]</c>.</summary>
    internal float* Attended { get; }

    /// <summary><c>[tokens, kv_heads * head_dim]</c>.</summary>
    internal float* Key { get; }

    /// <summary><c>[tokens, kv_heads * head_dim]</c>.</summary>
    internal float* Value { get; }

    /// <summary>Cosines and sines, <c>[tokens, rotations, 2 * rotated]</c> (<see cref="Kernels.Operators.Rope"/>).</summary>
    internal float* RopeTables { get; }

    /// <summary>Router logits, <c>[tokens, experts]</c>.</summary>
    internal float* Router { get; }

    /// <summary><c>[tokens * experts used, hidden]</c>.</summary>
    internal float* Gate { get; }

    /// <summary><c>[tokens * experts used, hidden]</c>.</summary>
    internal float* Up { get; }

    /// <summary>What is added to the residual stream, <c>[tokens * experts used, embedding]</c>.</summary>
    internal float* Projected { get; }

    /// <summary>Normed rows in the order of experts, <c>[tokens * experts used, embedding]</c>.</summary>
    internal float* ExpertInput { get; }

    public void Dispose() => _memory.Dispose();

    static nint Pad(int length) => (length + 15) & -16;

    static float* Take(ref float* next, long rows, nint width)
    {
        float* taken = next;
        next += rows * width;
        return taken;
    }
}

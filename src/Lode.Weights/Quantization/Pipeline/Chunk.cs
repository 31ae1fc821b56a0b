using Lode.Formats;
using Lode.Kernels.Checks;
using Lode.Memory;

namespace Lode.Weights.Quantization;

/// <summary>A part of a tensor on its way, with the memory for its encoded bytes; made once and used for one part after the other.</summary>
/// <param name="capacity">The most bytes of an encoded part.</param>
sealed unsafe class Chunk(long capacity) : IDisposable
{
    readonly PageMemory _memory = new(capacity);

    /// <summary>The number of the part: parts are written in this order.</summary>
    public long Number { get; private set; }

    /// <summary>The index of the tensor.</summary>
    public int TaskIndex { get; private set; }

    public TensorTask Task { get; private set; } = null!;

    /// <summary>The first element in the tensor.</summary>
    public long First { get; private set; }

    public int Count { get; private set; }

    /// <summary>Whether the part is encoded and waits for being written; guarded by the ring.</summary>
    public bool IsReady { get; set; }

    public ErrorSums Errors { get; set; }

    public long SourceOffset => GgmlTypes.ByteLength(Task.Source.Type, First);

    public int SourceBytes => (int)GgmlTypes.ByteLength(Task.Source.Type, Count);

    /// <summary>The encoded part.</summary>
    public Span<byte> Target => new(_memory.Address, (int)GgmlTypes.ByteLength(Task.Target, Count));

    public void Assign(long number, int taskIndex, TensorTask task, long first, int count)
    {
        Number = number;
        TaskIndex = taskIndex;
        Task = task;
        First = first;
        Count = count;
        IsReady = false;
        Errors = default;
    }

    public void Dispose() => _memory.Dispose();
}

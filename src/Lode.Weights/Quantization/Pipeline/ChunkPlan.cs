using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>Cuts tensors into parts: whole rows (16 or a multiple, if a part holds so many), or whole blocks of a row that is too long for one.</summary>
sealed class ChunkPlan(IReadOnlyList<TensorTask> tasks)
{
    /// <summary>The most elements of a part: half a megabyte of F16, and a multiple of every block.</summary>
    public const int Elements = 1 << 18;

    int _task;
    long _next;
    long _number;

    /// <summary>The most bytes of a source's part.</summary>
    public long LargestSource { get; } = tasks.Select(task => GgmlTypes.ByteLength(task.Source.Type, Elements)).DefaultIfEmpty(1).Max();

    /// <summary>The most bytes of an encoded part.</summary>
    public long LargestTarget { get; } = tasks.Select(task => GgmlTypes.ByteLength(task.Target, Elements)).DefaultIfEmpty(1).Max();

    public bool IsAtEnd => _task == tasks.Count;

    /// <summary>Gives the next part to a chunk.</summary>
    public void Assign(Chunk chunk)
    {
        TensorTask task = tasks[_task];
        long row = task.Dimensions[0];
        long count = row >= Elements
            ? Math.Min(Elements, row - _next % row)
            : Math.Min(Rows(row) * row, task.ElementCount - _next);
        chunk.Assign(_number++, _task, task, _next, (int)count);
        _next += count;
        if (_next == task.ElementCount)
        {
            _task++;
            _next = 0;
        }
    }

    static long Rows(long row) => Elements / row is >= GgmlTypes.PanelRows and var rows ? rows / GgmlTypes.PanelRows * GgmlTypes.PanelRows : Elements / row;
}

using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Checks;
using Lode.Kernels.Decode;
using Lode.Kernels.Encode;
using Lode.Memory;

namespace Lode.Weights.Quantization;

/// <summary>One thread's part of the work: reads, decodes, transforms and encodes chunks, in memory of its own.</summary>
sealed unsafe class ChunkWorker : IDisposable
{
    /// <summary>Values decoded at a time: what is encoded should still be in the second-level cache.</summary>
    const int Strip = 1 << 14;

    readonly ChunkRing _ring;
    readonly bool _measure;
    readonly PageMemory _source;
    readonly PageMemory _values = new(Strip * sizeof(float));
    readonly PageMemory _stored = new(Strip * sizeof(float));
    readonly Thread _thread;

    public ChunkWorker(ChunkRing ring, long largestSource, bool measure, int number)
    {
        _ring = ring;
        _measure = measure;
        _source = new PageMemory(largestSource);
        _thread = new Thread(Work) { IsBackground = true, Name = $"lode tensor worker {number}" };
        _thread.Start();
    }

    /// <summary>Waits for the thread and gives the memory back.</summary>
    public void Dispose()
    {
        _thread.Join();
        _source.Dispose();
        _values.Dispose();
        _stored.Dispose();
    }

    void Work()
    {
        try
        {
            while (_ring.Claim() is { } chunk)
            {
                if (chunk.Task.IsCopy)
                    chunk.Task.Source.Read(chunk.SourceOffset, chunk.Target);
                else
                    Convert(chunk);
                _ring.Complete(chunk);
            }
        }
        catch (Exception error)
        {
            _ring.Fail(error);
        }
    }

    void Convert(Chunk chunk)
    {
        TensorTask task = chunk.Task;
        TensorFormat from = (TensorFormat)task.Source.Type, to = (TensorFormat)task.Target;
        task.Source.Read(chunk.SourceOffset, new Span<byte>(_source.Address, chunk.SourceBytes));
        ErrorSums errors = default;
        float* values = (float*)_values.Address, stored = (float*)_stored.Address;
        fixed (byte* target = chunk.Target)
        {
            byte* source = _source.Address, encoded = target;
            for (int done = 0; done < chunk.Count; done += Strip)
            {
                int count = Math.Min(Strip, chunk.Count - done);
                RowDecoder.Vector(from)(source, values, count);
                task.Transform?.Invoke(chunk.First + done, new Span<float>(values, count));
                RowEncoder.Vector(to)(values, encoded, count);
                nint bad = BlockScales.FirstNotFinite(to, encoded, count / TensorFormats.BlockSize(to));
                if (bad >= 0)
                    throw NotStorable(task, values, count, chunk.First + done, bad * TensorFormats.BlockSize(to));
                if (_measure)
                {
                    RowDecoder.Vector(to)(encoded, stored, count);
                    errors.Add(values, stored, count);
                }
                source += GgmlTypes.ByteLength(task.Source.Type, count);
                encoded += GgmlTypes.ByteLength(task.Target, count);
            }
        }
        chunk.Errors = errors;
    }

    static ModelFormatException NotStorable(TensorTask task, float* values, int count, long first, nint block)
    {
        nint bad = FiniteScan.FirstNotFinite(values, count);
        return bad >= 0
            ? new ModelFormatException(task.Source.Path, ModelFormatException.Tensor(task.Name), "finite values",
                $"{values[bad]} as element {first + bad}", "the model is damaged; get it again")
            : new ModelFormatException(task.Source.Path, ModelFormatException.Tensor(task.Name), $"values in the range of {task.Target}",
                $"{values[block]} around element {first + block}", "use a type with a larger range, such as BF16");
    }
}

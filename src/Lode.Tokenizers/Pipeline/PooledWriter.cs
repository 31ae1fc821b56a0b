using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>A growing list in pooled memory.</summary>
sealed class PooledWriter<T>(int capacity) : IBufferWriter<T>, IDisposable
{
    T[] _items = ArrayPool<T>.Shared.Rent(Math.Max(16, capacity));
    int _count;

    /// <summary>What was written.</summary>
    public Span<T> Written => _items.AsSpan(0, _count);

    public void Advance(int count) => _count += count;

    public Memory<T> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _items.AsMemory(_count);
    }

    public Span<T> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _items.AsSpan(_count);
    }

    /// <summary>Forgets all but the first <paramref name="count"/> items.</summary>
    public void Truncate(int count) => _count = Math.Min(_count, count);

    public void Dispose()
    {
        ArrayPool<T>.Shared.Return(_items);
        _items = [];
        _count = 0;
    }

    void Reserve(int count)
    {
        count = Math.Max(1, count);
        if (_items.Length - _count >= count)
            return;
        T[] larger = ArrayPool<T>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(2L * _items.Length, (long)_count + count)));
        Written.CopyTo(larger);
        ArrayPool<T>.Shared.Return(_items);
        _items = larger;
    }
}

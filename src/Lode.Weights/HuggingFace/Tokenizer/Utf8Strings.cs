using System.Collections;
using System.Text;

namespace Lode.Weights.HuggingFace;

/// <summary>Many short texts in one buffer: hundreds of thousands of merges are no strings of their own.</summary>
/// <param name="capacity">How many texts are expected.</param>
sealed class Utf8Strings(int capacity) : IReadOnlyList<ReadOnlyMemory<byte>>
{
    readonly List<int> _ends = new(capacity);
    byte[] _bytes = new byte[16 * capacity];

    /// <inheritdoc/>
    public int Count => _ends.Count;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsMemory(start, _ends[index] - start);
        }
    }

    /// <summary>Adds two texts with a space between them.</summary>
    public void AddPair(string left, string right)
    {
        int start = _ends.Count == 0 ? 0 : _ends[^1];
        int most = Encoding.UTF8.GetMaxByteCount(left.Length + right.Length + 1);
        if (_bytes.Length - start < most)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, start + most));
        int end = start + Encoding.UTF8.GetBytes(left, _bytes.AsSpan(start));
        _bytes[end++] = (byte)' ';
        _ends.Add(end + Encoding.UTF8.GetBytes(right, _bytes.AsSpan(end)));
    }

    /// <inheritdoc/>
    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

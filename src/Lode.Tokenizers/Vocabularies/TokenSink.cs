using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>Collects ids for an <see cref="IBufferWriter{T}"/> without a call per token.</summary>
ref struct TokenSink(IBufferWriter<int> writer)
{
    const int ChunkLength = 256;

    Span<int> _chunk;
    int _used;

    public void Add(int token)
    {
        if (_used == _chunk.Length)
        {
            Flush();
            _chunk = writer.GetSpan(ChunkLength);
        }
        _chunk[_used++] = token;
    }

    public void Flush()
    {
        if (_used > 0)
            writer.Advance(_used);
        _used = 0;
        _chunk = default;
    }
}

using System.Buffers;
using Lode.Cli.Errors;
using Lode.Cli.Streams;

namespace Lode.Cli.Tokenizing;

/// <summary>Reads an input block by block; memory is bounded by the distance of two places at which it may be cut.</summary>
/// <param name="input">The input.</param>
/// <param name="findCut">The last place at which what was read may be cut, or 0.</param>
/// <param name="contextLength">How many bytes before a place the next block needs.</param>
/// <param name="measure">What of the input a block takes up: units of places, or lines.</param>
sealed class TextBlockReader(
    InputSource input, Func<ReadOnlySpan<byte>, int> findCut, Func<ReadOnlySpan<byte>, int, int> contextLength, Func<ReadOnlySpan<byte>, int> measure)
{
    /// <summary>Bytes to read at a time.</summary>
    const int BlockLength = 256 << 10;

    byte[] _rest = []; // the context and what was read behind the last cut
    int _context;
    long _before;
    bool _ended;

    /// <returns>The next block; null behind the last. There is at least one.</returns>
    /// <exception cref="CommandException">The input cannot be read, or has no place to cut within two gigabytes.</exception>
    public TextBlock? Next(Interruption interruption)
    {
        if (_ended)
            return null;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BlockLength + 2 * _rest.Length);
        _rest.CopyTo(buffer, 0);
        int length = _rest.Length;
        while (true)
        {
            while (length < buffer.Length)
            {
                int read = input.Read(buffer.AsSpan(length), interruption);
                if (read == 0)
                {
                    _ended = true;
                    return Block(buffer, length);
                }
                length += read;
            }
            int cut = findCut(buffer.AsSpan(_context, length - _context));
            if (cut > 0)
            {
                int end = _context + cut;
                TextBlock block = Block(buffer, end);
                _context = contextLength(buffer, end);
                _rest = buffer[(end - _context)..length];
                return block;
            }
            buffer = Grow(buffer, length);
        }
    }

    TextBlock Block(byte[] buffer, int end)
    {
        TextBlock block = new(buffer, _context, end, _ended) { Before = _before };
        _before += measure(block.Bytes);
        return block;
    }

    byte[] Grow(byte[] buffer, int length)
    {
        if (length > Array.MaxLength / 2)
            throw new CommandException($"{input.Name}: there are {length} bytes without a place at which they may be cut; give shorter texts, or lines with --lines");
        byte[] larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}

using System.Buffers;
using System.Text;

namespace Lode.Generation.Text;

/// <summary>Passes text on, but for stop strings: what may begin one is held back until it is known.</summary>
sealed class StopMatcher
{
    readonly byte[][] _stops;
    readonly ArrayBufferWriter<byte> _held = new(256);
    readonly int _longest;

    internal StopMatcher(IReadOnlyList<string> stops)
    {
        _stops = [.. stops.Select(Encoding.UTF8.GetBytes)];
        _longest = _stops.Length == 0 ? 0 : _stops.Max(stop => stop.Length);
    }

    /// <summary>Where new text goes before <see cref="Release"/>.</summary>
    internal IBufferWriter<byte> Input => _held;

    /// <summary>Moves what cannot belong to a stop string to the output.</summary>
    /// <param name="output">Gets the text before a stop string, or before what may become one.</param>
    /// <returns>The index of the stop string that came up, -1 if none.</returns>
    internal int Release(IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> text = _held.WrittenSpan;
        int found = -1;
        int end = text.Length;
        for (int i = 0; i < _stops.Length; i++)
        {
            int at = text[..Math.Min(end + _stops[i].Length, text.Length)].IndexOf(_stops[i]);
            if (at >= 0 && (at < end || found < 0))
            {
                end = at;
                found = i;
            }
        }
        if (found >= 0)
        {
            output.Write(text[..end]);
            _held.ResetWrittenCount();
            return found;
        }
        int keep = LongestBeginning(text);
        output.Write(text[..^keep]);
        KeepLast(keep);
        return -1;
    }

    /// <summary>Ends the text: what was held back was no stop string.</summary>
    internal void Complete(IBufferWriter<byte> output)
    {
        output.Write(_held.WrittenSpan);
        _held.ResetWrittenCount();
    }

    /// <summary>Forgets what is held back.</summary>
    internal void Reset() => _held.ResetWrittenCount();

    /// <summary>Length of the longest end of the text that begins a stop string.</summary>
    int LongestBeginning(ReadOnlySpan<byte> text)
    {
        for (int length = Math.Min(_longest - 1, text.Length); length > 0; length--)
        {
            foreach (byte[] stop in _stops)
            {
                if (length < stop.Length && text.EndsWith(stop.AsSpan(0, length)))
                    return length;
            }
        }
        return 0;
    }

    void KeepLast(int count)
    {
        ReadOnlySpan<byte> text = _held.WrittenSpan;
        if (count == text.Length)
            return;
        Span<byte> kept = count <= 256 ? stackalloc byte[count] : new byte[count];
        text[^count..].CopyTo(kept);
        _held.ResetWrittenCount();
        _held.Write(kept);
    }
}

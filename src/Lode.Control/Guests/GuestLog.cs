using System.Text;

namespace Lode.Control;

/// <summary>What a sequence logs: by lines, and not more than it may.</summary>
/// <param name="request">What the request has left.</param>
/// <param name="sequence">The sequence's number.</param>
/// <param name="limits">How much of a call and of a request.</param>
sealed class GuestLog(RequestLog request, int sequence, ControllerLimits limits)
{
    const byte LineEnd = (byte)'\n';
    const int LastBytes = 256;
    byte[] _last = new byte[LastBytes];
    byte[] _lastButOne = new byte[LastBytes];
    int _lastLength;
    int _lastButOneLength;
    int _left;
    long _dropped;

    /// <summary>The beginnings of the last two lines of this call, for messages; null where there was none. Where the host said why it
    /// refused something, and then the guest that it gives up, both matter.</summary>
    public string? Last => _lastLength == 0 ? null
        : (_lastButOneLength > 0 ? Encoding.UTF8.GetString(_lastButOne, 0, _lastButOneLength) + "; " : "") + Encoding.UTF8.GetString(_last, 0, _lastLength);

    /// <summary>A call begins.</summary>
    public void Begin()
    {
        _left = limits.LogBytesPerStep;
        _lastLength = _lastButOneLength = 0;
    }

    /// <summary>Logs the lines of a text.</summary>
    public void Write(ReadOnlySpan<byte> text)
    {
        Keep(text);
        if (request.IsSilent)
            return;
        int end;
        while ((end = text.IndexOf(LineEnd)) >= 0)
        {
            WriteLine(text[..end]);
            text = text[(end + 1)..];
        }
        if (!text.IsEmpty)
            WriteLine(text);
    }

    /// <summary>The call ends: says what was dropped of it.</summary>
    public void End()
    {
        if (_dropped == 0)
            return;
        Say($"lode: {_dropped:N0} bytes of log were dropped: a call may log {limits.LogBytesPerStep:N0}");
        _dropped = 0;
    }

    void Keep(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd(LineEnd);
        ReadOnlySpan<byte> line = text[(text.LastIndexOf(LineEnd) + 1)..];
        if (line.IsEmpty)
            return;
        (_last, _lastButOne) = (_lastButOne, _last);
        _lastButOneLength = _lastLength;
        _lastLength = Math.Min(line.Length, LastBytes);
        line[.._lastLength].CopyTo(_last);
    }

    void WriteLine(ReadOnlySpan<byte> line)
    {
        // Its end counts, or empty lines would cost nothing.
        int bytes = line.Length + 1;
        if (bytes > _left)
        {
            _dropped += bytes;
            return;
        }
        _left -= bytes;
        if (request.TryTake(bytes, out bool isFirstRefused))
            request.Write(sequence, line);
        else if (isFirstRefused)
            request.Write(sequence, Encoding.UTF8.GetBytes($"lode: the log ends here: a request may log {limits.LogBytes:N0} bytes"));
    }

    void Say(string text)
    {
        byte[] line = Encoding.UTF8.GetBytes(text);
        if (request.TryTake(line.Length + 1, out _))
            request.Write(sequence, line);
    }
}

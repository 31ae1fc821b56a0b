namespace Lode.Control;

/// <summary>Variables that the sequences of a request share, and the values of its answer.</summary>
/// <remarks>May be used by several threads at once.</remarks>
public sealed class RequestVariables
{
    readonly Lock _gate = new();
    readonly Dictionary<string, (byte[] Value, ulong Version)> _values = new(StringComparer.Ordinal);
    readonly Dictionary<string, byte[]> _results = new(StringComparer.Ordinal);
    readonly long _limit;
    long _bytes;

    internal RequestVariables(long limit) => _limit = limit;

    /// <summary>The values of the answer, by name, as they are now.</summary>
    public IReadOnlyDictionary<string, byte[]> Results
    {
        get
        {
            lock (_gate)
                return new SortedDictionary<string, byte[]>(_results, StringComparer.Ordinal);
        }
    }

    /// <summary>Told the name of what was set, and whether it is a value of the answer; while nobody else can set anything.</summary>
    internal Action<string, bool>? Changed { get; set; }

    /// <summary>Gets a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, which is not changed by anybody.</param>
    /// <param name="version">How often it was set; 0 where it never was.</param>
    public bool TryGet(string name, out ReadOnlyMemory<byte> value, out ulong version)
    {
        lock (_gate)
        {
            bool found = _values.TryGetValue(name, out (byte[] Value, ulong Version) entry);
            (value, version) = (entry.Value, entry.Version);
            return found;
        }
    }

    /// <summary>Sets a variable.</summary>
    /// <returns>Its new version.</returns>
    /// <exception cref="ControllerException">The variables would take more than they may.</exception>
    public ulong Set(string name, ReadOnlySpan<byte> value)
    {
        lock (_gate)
            return Put(name, value.ToArray());
    }

    /// <summary>Appends to a variable; one that was never set is empty.</summary>
    /// <inheritdoc cref="Set"/>
    public ulong Append(string name, ReadOnlySpan<byte> value)
    {
        lock (_gate)
            return Put(name, _values.TryGetValue(name, out (byte[] Value, ulong Version) entry) ? [.. entry.Value, .. value] : value.ToArray());
    }

    /// <summary>Sets a variable if its version is the expected one, 0 where it was never set.</summary>
    /// <returns>Whether it was.</returns>
    /// <inheritdoc cref="Set"/>
    public bool TrySwap(string name, ulong expected, ReadOnlySpan<byte> value, out ulong version)
    {
        lock (_gate)
        {
            version = _values.GetValueOrDefault(name).Version;
            if (version != expected)
                return false;
            version = Put(name, value.ToArray());
            return true;
        }
    }

    /// <summary>Sets a value of the answer.</summary>
    /// <exception cref="ControllerException">The values would take more than they may.</exception>
    public void SetResult(string name, ReadOnlySpan<byte> value)
    {
        lock (_gate)
        {
            Take(name, value.Length, _results.TryGetValue(name, out byte[]? old) ? old.Length : -1);
            _results[name] = value.ToArray();
            Changed?.Invoke(name, true);
        }
    }

    /// <summary>Gets a value of the answer.</summary>
    internal bool TryGetResult(string name, out byte[]? value)
    {
        lock (_gate)
            return _results.TryGetValue(name, out value);
    }

    /// <summary>Makes a variable what it is in another process.</summary>
    /// <exception cref="ControllerException">The variables would take more than they may.</exception>
    internal void Follow(string name, byte[] value, ulong version)
    {
        lock (_gate)
        {
            Take(name, value.Length, _values.TryGetValue(name, out (byte[] Value, ulong Version) old) ? old.Value.Length : -1);
            _values[name] = (value, version);
        }
    }

    ulong Put(string name, byte[] value)
    {
        bool known = _values.TryGetValue(name, out (byte[] Value, ulong Version) old);
        Take(name, value.Length, known ? old.Value.Length : -1);
        _values[name] = (value, old.Version + 1);
        Changed?.Invoke(name, false);
        return old.Version + 1;
    }

    /// <summary>Counts bytes; an entry costs something beside its value.</summary>
    void Take(string name, int length, int oldLength)
    {
        const int EntryBytes = 64;
        long more = oldLength < 0 ? EntryBytes + 2L * name.Length + length : (long)length - oldLength;
        if (_bytes + more > _limit)
        {
            throw new ControllerException(ControllerFault.Limit,
                $"variables and results of a request would take {_bytes + more:N0} bytes, more than the {_limit:N0} that they may");
        }
        _bytes += more;
    }
}

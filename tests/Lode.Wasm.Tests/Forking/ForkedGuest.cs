namespace Lode.Wasm.Tests.Forking;

/// <summary>An instance, and what its memory must hold.</summary>
sealed class ForkedGuest(Store store, Instance instance, byte[] bytes) : IDisposable
{
    readonly Memory _memory = instance.GetMemory("memory")!;
    readonly Action<int, int> _store = instance.GetAction<int, int>("store");
    readonly Action<int, int, int> _copy = instance.GetAction<int, int, int>("copy"), _fill = instance.GetAction<int, int, int>("fill");
    readonly Func<int, int> _grow = instance.GetFunction<int, int>("grow");
    readonly List<(MappedWindow Mapped, Window Window)> _windows = [];

    public Instance Instance => instance;

    public Memory Memory => _memory;

    public int Length => bytes.Length;

    public int WindowCount => _windows.Count;

    /// <summary>Writes four bytes by the guest.</summary>
    public void Write(int at, int value)
    {
        _store(at, value);
        BitConverter.TryWriteBytes(bytes.AsSpan(at), value);
    }

    /// <summary>Writes bytes by the host.</summary>
    public void Put(int at, ReadOnlySpan<byte> values)
    {
        _memory.CopyFrom((uint)at, values);
        values.CopyTo(bytes.AsSpan(at));
    }

    public void Copy(int to, int from, int length)
    {
        _copy(to, from, length);
        bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(to));
    }

    public void Fill(int at, byte value, int length)
    {
        _fill(at, value, length);
        bytes.AsSpan(at, length).Fill(value);
    }

    public void Grow(int pages)
    {
        if (_grow(pages) >= 0)
            Array.Resize(ref bytes, bytes.Length + pages * 65536);
    }

    /// <summary>Shows a window of random bytes, if nothing is in its way.</summary>
    public void Map(int at, int length, WindowAccess access, byte value)
    {
        if (_windows.Exists(other => other.Mapped.Address < at + length && at < other.Mapped.Address + other.Window.Length))
            return;
        Window window = Window.Shared(length, "window");
        window.Span.Fill(value);
        _windows.Add((_memory.Map(window, (uint)at, access), window));
        bytes.AsSpan(at, length).Fill(value);
    }

    public void Unmap(int index)
    {
        (MappedWindow mapped, Window window) = _windows[index];
        mapped.Unmap();
        window.Dispose();
        _windows.RemoveAt(index);
        bytes.AsSpan((int)mapped.Address, (int)window.Length).Clear();
    }

    /// <summary>What a fork must begin with.</summary>
    public byte[] WithoutWindows()
    {
        byte[] copy = [.. bytes];
        foreach ((MappedWindow mapped, Window window) in _windows)
            copy.AsSpan((int)mapped.Address, (int)window.Length).Clear();
        return copy;
    }

    /// <summary>Whether a range can be written to.</summary>
    public bool IsWritable(int at, int length) =>
        !_windows.Exists(window => window.Mapped.Access == WindowAccess.ReadOnly && window.Mapped.Address < at + length && at < window.Mapped.Address + window.Window.Length);

    public void Check()
    {
        _memory.Length.ShouldBe(bytes.Length);
        ReadOnlySpan<byte> now = _memory.GetReadOnlySpan(0, bytes.Length);
        if (!now.SequenceEqual(bytes))
        {
            int at = now.CommonPrefixLength(bytes);
            throw new InvalidOperationException($"byte {at} of {bytes.Length} is {now[at]} and must be {bytes[at]}");
        }
    }

    public void Dispose()
    {
        store.Dispose();
        _windows.ForEach(static window => window.Window.Dispose());
    }
}

using Lode.Memory;
using Lode.Wasm.Runtime;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm;

/// <summary>Pages outside of any guest that guests can be shown in place: shared memory, or a file.</summary>
/// <remarks>One window can be mapped into many memories at once; all see the same physical pages.</remarks>
public sealed unsafe class Window : IDisposable
{
    readonly SharedMemory? _shared;
    readonly SafeFileHandle _file;
    readonly WindowAccess _access;

    // Whether what is shown belongs to another window, and is closed by that one.
    readonly bool _isPart;
    volatile bool _disposed;

    Window(string name, long offset, long length, SafeFileHandle file, WindowAccess access, SharedMemory? shared, bool isPart = false)
    {
        Name = name;
        Offset = offset;
        Length = length;
        _file = file;
        _access = access;
        _shared = shared;
        _isPart = isPart;
    }

    /// <summary>A name for messages: that of the shared memory, or the file's path.</summary>
    public string Name { get; }

    /// <summary>Where it begins in <see cref="Memory"/>, in bytes, a multiple of 4,096: 0 unless it was made by <see cref="Slice"/>.</summary>
    public long Offset { get; }

    /// <summary>Bytes. Whole pages of 4,096 bytes are mapped; what they have behind the last byte is zero, or the next part's.</summary>
    public long Length { get; }

    /// <summary>Whether the pages are those of a file, which somebody could make shorter.</summary>
    internal bool IsFile => _shared is null;

    /// <summary>The pages as the host sees them: the same that guests see. Valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">The window shows a file: the host must not read through it, as a file that becomes
    /// shorter would end the process. Guests may.</exception>
    public Span<byte> Span
    {
        get
        {
            SharedMemory memory = SharedPages;
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Length <= int.MaxValue
                ? new(memory.Address + Offset, (int)Length)
                : throw new InvalidOperationException($"{Name}: {Length:N0} bytes are more than a span holds");
        }
    }

    /// <summary>The shared memory, all of it, to be given to another process.</summary>
    /// <exception cref="InvalidOperationException">The window shows a file.</exception>
    public SharedMemory Memory => SharedPages;

    SharedMemory SharedPages => _shared ?? throw new InvalidOperationException(
        $"{Name} is a file: read it as a file; through a mapping, a file that becomes shorter would end the process");

    /// <summary>New shared memory, all zero, sealed against becoming shorter. Guests may write to it unless they are shown it otherwise.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="name">A name for messages.</param>
    public static Window Shared(long length, string name) => Of(new SharedMemory(name, length));

    /// <summary>Shared memory that is there already. The window disposes it.</summary>
    /// <param name="memory">The memory.</param>
    public static Window Of(SharedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return new(memory.Name, 0, memory.Length, memory.File, memory.IsFrozen ? WindowAccess.Private : WindowAccess.ReadWrite, memory);
    }

    /// <summary>A file, as long as it is now.</summary>
    /// <remarks>Where it becomes shorter later, a guest that touches what is missing traps with <see cref="TrapKind.FileTruncated"/>.</remarks>
    /// <param name="path">The path.</param>
    /// <param name="access">What guests may do. Only for <see cref="WindowAccess.ReadWrite"/> the file must be writable.</param>
    /// <exception cref="IOException">The file cannot be opened, or is empty.</exception>
    public static Window File(string path, WindowAccess access)
    {
        ArgumentNullException.ThrowIfNull(path);
        (SafeFileHandle file, long length) = WindowFile.Open(path, access == WindowAccess.ReadWrite);
        return new(path, 0, length, file, access, null);
    }

    /// <summary>A window on a part of this one, which must be shared memory: with the same access, and without a copy.</summary>
    /// <remarks>It does not own the memory: disposing this window, or what it was made of, ends the use of the part, too.</remarks>
    /// <param name="offset">Where the part begins in this window, in bytes: a multiple of 4,096.</param>
    /// <param name="length">Bytes, at least 1. Only parts of whole pages show nothing of what is behind them.</param>
    /// <param name="name">A name for messages; made of this window's and the place where null.</param>
    /// <exception cref="ArgumentException">The part does not begin at a page, is empty, or reaches beyond this window.</exception>
    /// <exception cref="InvalidOperationException">The window shows a file.</exception>
    /// <exception cref="ObjectDisposedException">The window was disposed.</exception>
    public Window Slice(long offset, long length, string? name = null)
    {
        SharedMemory memory = SharedPages;
        ObjectDisposedException.ThrowIf(_disposed || _file.IsClosed, this);
        if (offset % NativeCalls.PageBytes != 0)
            throw new ArgumentException($"{Name}: a part begins at a multiple of {NativeCalls.PageBytes}, not at {offset}", nameof(offset));
        if (offset < 0 || length < 1 || length > Length - offset)
        {
            throw new ArgumentException($"{Name}: expected a part inside its {Length:N0} bytes, found {length:N0} bytes at {offset:N0}",
                offset < 0 || offset >= Length ? nameof(offset) : nameof(length));
        }
        return new(name ?? $"{Name}+{offset}", Offset + offset, length, _file, _access, memory, isPart: true);
    }

    /// <summary>Closes the window. Where it is mapped it stays until it is unmapped there.</summary>
    public void Dispose()
    {
        _disposed = true;
        if (_isPart)
            return;
        _file.Dispose();
        _shared?.Dispose();
    }

    internal WindowAccess Check(WindowAccess? access)
    {
        ObjectDisposedException.ThrowIf(_disposed || _file.IsClosed, this);
        if (access == WindowAccess.ReadWrite && _access != WindowAccess.ReadWrite)
            throw new ArgumentException($"{Name} was opened as {_access}: it cannot be shown for reading and writing", nameof(access));
        return access ?? _access;
    }

    internal bool TryMap(byte* address, long bytes, WindowAccess access)
    {
        bool held = false;
        try
        {
            _file.DangerousAddRef(ref held);
            int protection = access == WindowAccess.ReadOnly ? NativeCalls.ProtectRead : NativeCalls.ProtectRead | NativeCalls.ProtectWrite;
            // Before version 6.7, Linux shows frozen memory only privately, even for reading: which is the same pages.
            bool shared = access != WindowAccess.Private && _shared is not { IsFrozen: true };
            return Pages.TryMap(address, bytes, protection, shared, (int)_file.DangerousGetHandle(), Offset);
        }
        finally
        {
            if (held)
                _file.DangerousRelease();
        }
    }
}

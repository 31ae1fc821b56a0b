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

    Window(string name, long length, SafeFileHandle file, WindowAccess access, SharedMemory? shared)
    {
        Name = name;
        Length = length;
        _file = file;
        _access = access;
        _shared = shared;
    }

    /// <summary>A name for messages: that of the shared memory, or the file's path.</summary>
    public string Name { get; }

    /// <summary>Bytes. Whole pages of 4,096 bytes are mapped, the rest of the last one zero.</summary>
    public long Length { get; }

    /// <summary>Whether the pages are those of a file, which somebody could make shorter.</summary>
    internal bool IsFile => _shared is null;

    /// <summary>The pages as the host sees them: the same that guests see. Valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">The window shows a file: the host must not read through it, as a file that becomes
    /// shorter would end the process. Guests may.</exception>
    public Span<byte> Span => SharedPages.Span;

    /// <summary>The shared memory, to be given to another process.</summary>
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
        return new(memory.Name, memory.Length, memory.File, memory.IsFrozen ? WindowAccess.Private : WindowAccess.ReadWrite, memory);
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
        return new(path, length, file, access, null);
    }

    /// <summary>Closes the window. Where it is mapped it stays until it is unmapped there.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _shared?.Dispose();
    }

    internal WindowAccess Check(WindowAccess? access)
    {
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
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
            return Pages.TryMap(address, bytes, protection, access != WindowAccess.Private, (int)_file.DangerousGetHandle(), 0);
        }
        finally
        {
            if (held)
                _file.DangerousRelease();
        }
    }
}

using System.Runtime.InteropServices;

namespace Lode.Wasm;

/// <summary>A window where it is mapped.</summary>
public sealed class MappedWindow
{
    const int NotPermitted = 1;
    const int NotImplemented = 38;

    readonly Memory _memory;
    volatile bool _revoked;

    internal MappedWindow(Memory memory, Window window, uint address, long bytes, WindowAccess access)
    {
        _memory = memory;
        Window = window;
        Address = address;
        Bytes = bytes;
        Access = access;
    }

    /// <summary>The window.</summary>
    public Window Window { get; }

    /// <summary>The address in the guest's memory.</summary>
    public uint Address { get; }

    /// <summary>What the guest may do.</summary>
    public WindowAccess Access { get; }

    /// <summary>Whether the guest has lost it: an access is a trap, <see cref="TrapKind.WindowRevoked"/>.</summary>
    public bool IsRevoked => _revoked;

    /// <summary>Bytes that are mapped: whole pages.</summary>
    internal long Bytes { get; }

    /// <summary>Takes the window away. Zero pages come in its place, and the guest may use them as before.</summary>
    /// <exception cref="InvalidOperationException">Another thread is running a guest of the store; <see cref="Revoke"/> can be called then.</exception>
    public void Unmap() => _memory.Unmap(this);

    /// <summary>
    /// Forbids the guest every access, also from another thread while it runs. What the host itself has of the memory as a span must not
    /// reach into the window any more.
    /// </summary>
    public void Revoke()
    {
        _revoked = true;
        _revoked = _memory.Revoke(this);
    }

    internal bool Overlaps(uint address, long length) => address < Address + Bytes && Address < address + length;

    /// <summary>Whether the host may touch the bytes itself: nothing can take them away under its hands.</summary>
    internal bool AllowsHost(bool write) => !_revoked && !Window.IsFile && !(write && Access == WindowAccess.ReadOnly);

    internal string Describe() => $"the window {Window.Name} at address {Address}";

    internal MemoryRangeException Refuse(uint address, long length, long size, bool write)
    {
        string why = _revoked ? "which was revoked"
            : Window.IsFile ? $"a file that may become shorter, which would end the process; use {nameof(Memory.CopyTo)} or {nameof(Memory.CopyFrom)}"
            : write ? $"which is mapped for reading only; use {nameof(Memory.GetReadOnlySpan)}" : "which cannot be read";
        return new($"{length} bytes at address {address} lie in {Describe()}, {why}", address, length, size);
    }

    /// <summary>The kernel could not copy; to be made right after its call.</summary>
    internal MemoryRangeException Lost(uint address, long length, long size)
    {
        int error = Marshal.GetLastPInvokeError();
        string why = error is NotPermitted or NotImplemented
            ? $"and this system does not allow a process to copy its own memory through the kernel ({Marshal.GetPInvokeErrorMessage(error)}); allow process_vm_readv and process_vm_writev"
            : "which cannot be accessed there: it was revoked, is mapped for reading only, or its file has become shorter";
        return new($"{length} bytes at address {address} lie in {Describe()}, {why}", address, length, size);
    }
}

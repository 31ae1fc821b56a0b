namespace Lode.Wasi;

/// <summary>Reading and writing, and where in a file.</summary>
public sealed partial class WasiContext
{
    /// <summary>The code of a guest whose reader has gone: that of a program which the signal for it ends.</summary>
    public const uint BrokenPipeCode = 141;

    const int CopyBytes = 1 << 16;
    byte[]? _copy;

    internal Errno FdRead(WasiCall call) => Transfer(call, Rights.FdRead, hasOffset: false);

    internal Errno FdPread(WasiCall call) => Transfer(call, Rights.FdRead | Rights.FdSeek, hasOffset: true);

    internal Errno FdWrite(WasiCall call) => Transfer(call, Rights.FdWrite, hasOffset: false);

    internal Errno FdPwrite(WasiCall call) => Transfer(call, Rights.FdWrite | Rights.FdSeek, hasOffset: true);

    internal Errno FdSeek(WasiCall call)
    {
        long offset = (long)call.UInt64(1);
        uint whence = call.UInt32(2);
        // Asking where one is moves nothing.
        Rights right = offset == 0 && whence == (uint)Whence.Current ? Rights.FdTell : Rights.FdSeek | Rights.FdTell;
        return whence > (uint)Whence.End ? Errno.Invalid : Seek(call, right, offset, (Whence)whence, 3);
    }

    internal Errno FdTell(WasiCall call) => Seek(call, Rights.FdTell, 0, Whence.Current, 1);

    Errno Seek(WasiCall call, Rights right, long offset, Whence whence, int answer)
    {
        Errno error = Find(call.UInt32(0), Rights.None, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        if ((descriptor.Rights & right) != right) // what has no place in it is told so, as programs ask to find that out
            return descriptor.Kind is FileKind.Directory or FileKind.RegularFile ? Errno.NotCapable : Errno.IllegalSeek;
        if (!call.Memory.Contains(call.UInt32(answer), sizeof(ulong)))
            return Errno.BadAddress;
        error = descriptor.Seek(offset, whence, out long position);
        if (error != Errno.Success)
            return error;
        return call.Memory.TryWrite(call.UInt32(answer), (ulong)position) ? Errno.Success : Errno.BadAddress;
    }

    /// <summary>Reads into or writes from a guest's buffers until one is not filled or emptied; what was done before an error counts.</summary>
    /// <param name="call">Arguments: descriptor, list of buffers, their number, perhaps an offset, where the number of bytes goes.</param>
    /// <param name="right">What it needs, and so what it does.</param>
    /// <param name="hasOffset">Whether there is an offset, and the descriptor's own place stays.</param>
    Errno Transfer(WasiCall call, Rights right, bool hasOffset)
    {
        Errno error = Find(call.UInt32(0), right, out Descriptor descriptor);
        if (error == Errno.Success)
            error = _ranges.Read(call.Memory, call.UInt32(1), call.UInt32(2));
        if (error != Errno.Success)
            return error;
        ulong? offset = hasOffset ? call.UInt64(3) : null;
        int answer = hasOffset ? 4 : 3;
        if (offset > long.MaxValue - (ulong)uint.MaxValue)
            return Errno.Invalid;
        if (!call.Memory.Contains(call.UInt32(answer), sizeof(uint)))
            return Errno.BadAddress;

        bool reads = (right & Rights.FdRead) != 0;
        bool mayWait = reads && descriptor.Kind is not (FileKind.RegularFile or FileKind.BlockDevice);
        uint total = 0;
        foreach (GuestRange range in _ranges.All)
        {
            if (range.Length == 0)
                continue;
            long? place = offset is ulong first ? (long)(first + total) : null;
            error = reads ? Read(descriptor, call.Memory, range, place, out int count) : Write(descriptor, call.Memory, range, place, out count);
            total += (uint)count;
            if (error != Errno.Success || (uint)count < range.Length || mayWait)
                break; // mayWait: what has come must not wait for what has not
        }
        if (total > 0)
            error = Errno.Success;
        if (error == Errno.BrokenPipe && _options.EndsWithoutReader)
            throw new WasiExitException(BrokenPipeCode) { IsReaderGone = true };
        if (error != Errno.Success)
            return error;
        return call.Memory.TryWrite(call.UInt32(answer), total) ? Errno.Success : Errno.BadAddress;
    }

    // More than what one call takes is left for the guest's next one, as after any short transfer.
    Errno Read(Descriptor descriptor, GuestMemory memory, GuestRange range, long? place, out int count)
    {
        if (memory.TryGetSpan(range.Address, Math.Min(range.Length, GuestMemory.MaximumBytes), out Span<byte> bytes))
            return Read(descriptor, bytes, place, out count);
        Span<byte> copy = Copy(range);
        Errno error = Read(descriptor, copy, place, out count);
        if (error != Errno.Success || memory.TryWrite(range.Address, copy[..count]))
            return error;
        count = 0;
        return Errno.BadAddress;
    }

    Errno Write(Descriptor descriptor, GuestMemory memory, GuestRange range, long? place, out int count)
    {
        if (memory.TryGetReadOnlySpan(range.Address, Math.Min(range.Length, GuestMemory.MaximumBytes), out ReadOnlySpan<byte> bytes))
            return Write(descriptor, bytes, place, out count);
        Span<byte> copy = Copy(range);
        count = 0;
        return memory.TryRead(range.Address, copy) ? Write(descriptor, copy, place, out count) : Errno.BadAddress;
    }

    /// <summary>A buffer for what lies in a window on a file: the host must not touch that itself.</summary>
    Span<byte> Copy(GuestRange range) => (_copy ??= new byte[CopyBytes]).AsSpan(0, (int)Math.Min(range.Length, CopyBytes));

    static Errno Read(Descriptor descriptor, Span<byte> bytes, long? place, out int count) =>
        place is long offset ? descriptor.ReadAt(bytes, offset, out count) : descriptor.Read(bytes, out count);

    static Errno Write(Descriptor descriptor, ReadOnlySpan<byte> bytes, long? place, out int count) =>
        place is long offset ? descriptor.WriteAt(bytes, offset, out count) : descriptor.Write(bytes, out count);
}

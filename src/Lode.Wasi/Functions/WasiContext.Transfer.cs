namespace Lode.Wasi;

/// <summary>Reading and writing, and where in a file.</summary>
public sealed partial class WasiContext
{
    /// <summary>The code of a guest whose reader has gone: that of a program which the signal for it ends.</summary>
    public const uint BrokenPipeCode = 141;

    internal Errno FdRead(WasiCall call) => Transfer(call, Rights.FdRead, 3,
        static (Descriptor descriptor, Span<byte> bytes, ulong _, out int count) => descriptor.Read(bytes, out count));

    internal Errno FdPread(WasiCall call) => Transfer(call, Rights.FdRead | Rights.FdSeek, 4,
        static (Descriptor descriptor, Span<byte> bytes, ulong offset, out int count) => descriptor.ReadAt(bytes, (long)offset, out count));

    internal Errno FdWrite(WasiCall call) => Transfer(call, Rights.FdWrite, 3,
        static (Descriptor descriptor, Span<byte> bytes, ulong _, out int count) => descriptor.Write(bytes, out count));

    internal Errno FdPwrite(WasiCall call) => Transfer(call, Rights.FdWrite | Rights.FdSeek, 4,
        static (Descriptor descriptor, Span<byte> bytes, ulong offset, out int count) => descriptor.WriteAt(bytes, (long)offset, out count));

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

    delegate Errno Step(Descriptor descriptor, Span<byte> bytes, ulong offset, out int count);

    /// <summary>Reads into or writes from a guest's buffers until one is not filled or emptied; what was done before an error counts.</summary>
    /// <param name="call">Arguments: descriptor, list of buffers, their number, perhaps an offset, where the answer goes.</param>
    /// <param name="right">What it needs.</param>
    /// <param name="answer">The argument that says where the number of bytes goes; the one before is the offset, where there is one.</param>
    /// <param name="step">Does it for one buffer.</param>
    Errno Transfer(WasiCall call, Rights right, int answer, Step step)
    {
        Errno error = Find(call.UInt32(0), right, out Descriptor descriptor);
        if (error == Errno.Success)
            error = _ranges.Read(call.Memory, call.UInt32(1), call.UInt32(2));
        if (error != Errno.Success)
            return error;
        ulong offset = answer == 4 ? call.UInt64(3) : 0;
        if (offset > long.MaxValue)
            return Errno.Invalid;
        if (!call.Memory.Contains(call.UInt32(answer), sizeof(uint)))
            return Errno.BadAddress;

        bool mayWait = (right & Rights.FdRead) != 0 && descriptor.Kind is not (FileKind.RegularFile or FileKind.BlockDevice);
        uint total = 0;
        foreach (GuestRange range in _ranges.All)
        {
            if (range.Length == 0)
                continue;
            // More than what a call takes is left for the guest's next one, as after any short transfer.
            uint length = Math.Min(range.Length, GuestMemory.MaximumBytes);
            if (!call.Memory.TryGetSpan(range.Address, length, out Span<byte> bytes))
                return Errno.BadAddress;
            int count = 0;
            error = offset + total > long.MaxValue ? Errno.Invalid : step(descriptor, bytes, offset + total, out count);
            total += (uint)count;
            if (error != Errno.Success || (uint)count < range.Length || mayWait)
                break; // mayWait: what has come must not wait for what has not
        }
        if (total > 0)
            error = Errno.Success;
        if (error == Errno.BrokenPipe && _options.EndsWithoutReader)
            throw new WasiExitException(BrokenPipeCode);
        if (error != Errno.Success)
            return error;
        return call.Memory.TryWrite(call.UInt32(answer), total) ? Errno.Success : Errno.BadAddress;
    }
}

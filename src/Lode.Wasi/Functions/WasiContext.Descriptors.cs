using System.Buffers.Binary;

namespace Lode.Wasi;

/// <summary>What preview 1 does with a descriptor besides reading and writing.</summary>
public sealed partial class WasiContext
{
    const int FdstatBytes = 24;
    const int FilestatBytes = 64;
    const int MostAdvice = 5;

    internal Errno FdClose(WasiCall call) => _descriptors.Close(call.UInt32(0));

    internal Errno FdRenumber(WasiCall call) => _descriptors.Renumber(call.UInt32(0), call.UInt32(1));

    internal Errno FdFdstatGet(WasiCall call)
    {
        Errno error = Find(call.UInt32(0), Rights.None, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        Span<byte> stat = stackalloc byte[FdstatBytes];
        stat.Clear();
        stat[0] = (byte)descriptor.Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(stat[2..], (ushort)descriptor.Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[8..], (ulong)descriptor.Rights);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[16..], (ulong)descriptor.Inheriting);
        return call.Memory.TryWrite(call.UInt32(1), stat) ? Errno.Success : Errno.BadAddress;
    }

    internal Errno FdFdstatSetFlags(WasiCall call)
    {
        if (call.UInt32(1) > (uint)DescriptorFlags.All)
            return Errno.Invalid;
        Errno error = Find(call.UInt32(0), Rights.FdFdstatSetFlags, out Descriptor descriptor);
        return error != Errno.Success ? error : descriptor.SetFlags((DescriptorFlags)call.UInt32(1));
    }

    /// <remarks>Rights can be given up, and never be gained.</remarks>
    internal Errno FdFdstatSetRights(WasiCall call)
    {
        Errno error = Find(call.UInt32(0), Rights.None, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        Rights rights = (Rights)call.UInt64(1);
        Rights inheriting = (Rights)call.UInt64(2);
        if ((rights & ~descriptor.Rights) != 0 || (inheriting & ~descriptor.Inheriting) != 0)
            return Errno.NotCapable;
        descriptor.Rights = rights;
        descriptor.Inheriting = inheriting;
        return Errno.Success;
    }

    internal Errno FdFilestatGet(WasiCall call)
    {
        Errno error = Find(call.UInt32(0), Rights.FdFilestatGet, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        error = descriptor.GetStatus(out FileStatus status);
        return error != Errno.Success ? error : WriteFilestat(call, 1, status);
    }

    internal Errno FdFilestatSetSize(WasiCall call)
    {
        Errno error = Find(call.UInt32(0), Rights.FdFilestatSetSize, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        return call.UInt64(1) > long.MaxValue ? Errno.FileTooLarge : descriptor.SetLength((long)call.UInt64(1));
    }

    internal Errno FdFilestatSetTimes(WasiCall call)
    {
        Span<TimeSpecification> times = stackalloc TimeSpecification[2];
        Errno error = Find(call.UInt32(0), Rights.FdFilestatSetTimes, out Descriptor descriptor);
        if (error == Errno.Success)
            error = call.Times(1, times);
        return error != Errno.Success ? error : descriptor.SetTimes(times);
    }

    internal Errno FdAdvise(WasiCall call)
    {
        Errno error = Find(call.UInt32(0), Rights.FdAdvise, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        bool isGood = call.UInt64(1) <= long.MaxValue && call.UInt64(2) <= long.MaxValue && call.UInt32(3) <= MostAdvice;
        return isGood ? descriptor.Advise((long)call.UInt64(1), (long)call.UInt64(2), (int)call.UInt32(3)) : Errno.Invalid;
    }

    internal Errno FdAllocate(WasiCall call)
    {
        Errno error = Find(call.UInt32(0), Rights.FdAllocate, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        ulong offset = call.UInt64(1);
        ulong length = call.UInt64(2);
        if (length == 0)
            return Errno.Invalid;
        return offset > long.MaxValue || length > long.MaxValue - offset ? Errno.FileTooLarge : descriptor.Allocate((long)offset, (long)length);
    }

    internal Errno FdSync(WasiCall call) => Synchronize(call.UInt32(0), Rights.FdSync, onlyData: false);

    internal Errno FdDataSync(WasiCall call) => Synchronize(call.UInt32(0), Rights.FdDataSync, onlyData: true);

    internal Errno FdPrestatGet(WasiCall call)
    {
        if (_descriptors.Find(call.UInt32(0)) is not { GivenName: byte[] name })
            return Errno.BadDescriptor;
        // A tag, which is 0 for a directory, and the length of its name.
        return call.Memory.TryWrite(call.UInt32(1), (ulong)name.Length << 32) ? Errno.Success : Errno.BadAddress;
    }

    internal Errno FdPrestatDirName(WasiCall call)
    {
        if (_descriptors.Find(call.UInt32(0)) is not { GivenName: byte[] name })
            return Errno.BadDescriptor;
        if (call.UInt32(2) < name.Length)
            return Errno.NameTooLong;
        return call.Memory.TryWrite(call.UInt32(1), name) ? Errno.Success : Errno.BadAddress;
    }

    Errno Synchronize(uint number, Rights right, bool onlyData)
    {
        Errno error = Find(number, right, out Descriptor descriptor);
        return error != Errno.Success ? error : descriptor.Synchronize(onlyData);
    }

    /// <summary>Finds a descriptor that may be used for something.</summary>
    Errno Find(uint number, Rights right, out Descriptor descriptor)
    {
        descriptor = _descriptors.Find(number)!;
        return descriptor is null ? Errno.BadDescriptor : (descriptor.Rights & right) != right ? Errno.NotCapable : Errno.Success;
    }

    static Errno WriteFilestat(WasiCall call, int index, in FileStatus status)
    {
        Span<byte> stat = stackalloc byte[FilestatBytes];
        stat.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(stat, status.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[8..], status.Inode);
        stat[16] = (byte)status.Kind;
        BinaryPrimitives.WriteUInt64LittleEndian(stat[24..], status.Links);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[32..], status.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[40..], status.Access.Timestamp);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[48..], status.Modification.Timestamp);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[56..], status.Change.Timestamp);
        return call.Memory.TryWrite(call.UInt32(index), stat) ? Errno.Success : Errno.BadAddress;
    }
}

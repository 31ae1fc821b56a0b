namespace Lode.Wasi;

/// <summary>What preview 1 does with paths.</summary>
public sealed partial class WasiContext
{
    internal Errno PathOpen(WasiCall call)
    {
        Errno error = FindDirectory(call.UInt32(0), Rights.PathOpen, out IDirectory directory, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        error = ReadRequest(call, out byte[] path, out OpenRequest request);
        if (error == Errno.Success)
            error = CheckRights(descriptor, directory, ref request);
        if (error != Errno.Success)
            return error;
        error = directory.Open(path, request, out Descriptor? opened);
        if (error != Errno.Success)
            return error;
        error = _descriptors.Add(opened!, out uint number);
        if (error != Errno.Success)
            return error;
        return call.Memory.TryWrite(call.UInt32(8), number) ? Errno.Success : Errno.BadAddress;
    }

    internal Errno PathFilestatGet(WasiCall call)
    {
        Errno error = FindPath(call, 0, Rights.PathFilestatGet, 2, out IDirectory directory, out byte[] path);
        if (error != Errno.Success)
            return error;
        error = call.Lookup(1, out Following following);
        if (error != Errno.Success)
            return error;
        error = directory.GetStatus(path, following, out FileStatus status);
        return error != Errno.Success ? error : WriteFilestat(call, 4, status);
    }

    internal Errno PathFilestatSetTimes(WasiCall call)
    {
        Span<TimeSpecification> times = stackalloc TimeSpecification[2];
        Errno error = FindPath(call, 0, Rights.PathFilestatSetTimes, 2, out IDirectory directory, out byte[] path);
        if (error != Errno.Success)
            return error;
        error = call.Lookup(1, out Following following);
        if (error == Errno.Success)
            error = call.Times(4, times);
        return error != Errno.Success ? error : directory.SetTimes(path, following, times);
    }

    internal Errno PathCreateDirectory(WasiCall call)
    {
        Errno error = FindPath(call, 0, Rights.PathCreateDirectory, 1, out IDirectory directory, out byte[] path);
        return error != Errno.Success ? error : directory.MakeDirectory(path);
    }

    internal Errno PathRemoveDirectory(WasiCall call)
    {
        Errno error = FindPath(call, 0, Rights.PathRemoveDirectory, 1, out IDirectory directory, out byte[] path);
        return error != Errno.Success ? error : directory.RemoveDirectory(path);
    }

    internal Errno PathUnlinkFile(WasiCall call)
    {
        Errno error = FindPath(call, 0, Rights.PathUnlinkFile, 1, out IDirectory directory, out byte[] path);
        return error != Errno.Success ? error : directory.Unlink(path);
    }

    internal Errno PathLink(WasiCall call)
    {
        Errno error = FindPath(call, 0, Rights.PathLinkSource, 2, out IDirectory directory, out byte[] path);
        if (error != Errno.Success)
            return error;
        error = FindPath(call, 4, Rights.PathLinkTarget, 5, out IDirectory other, out byte[] otherPath);
        if (error != Errno.Success)
            return error;
        error = call.Lookup(1, out Following following);
        return error != Errno.Success ? error : directory.Link(path, following, other, otherPath);
    }

    internal Errno PathRename(WasiCall call)
    {
        Errno error = FindPath(call, 0, Rights.PathRenameSource, 1, out IDirectory directory, out byte[] path);
        if (error != Errno.Success)
            return error;
        error = FindPath(call, 3, Rights.PathRenameTarget, 4, out IDirectory other, out byte[] otherPath);
        return error != Errno.Success ? error : directory.Rename(path, other, otherPath);
    }

    internal Errno PathSymlink(WasiCall call)
    {
        Errno error = FindPath(call, 2, Rights.PathSymlink, 3, out IDirectory directory, out byte[] path);
        if (error != Errno.Success)
            return error;
        error = call.Path(0, out byte[] target);
        return error != Errno.Success ? error : directory.MakeSymbolicLink(path, target);
    }

    /// <remarks>A target that is longer than the buffer is cut, as <c>readlink</c> does it.</remarks>
    internal Errno PathReadlink(WasiCall call)
    {
        Errno error = FindPath(call, 0, Rights.PathReadLink, 1, out IDirectory directory, out byte[] path);
        if (error != Errno.Success)
            return error;
        if (!call.Memory.Contains(call.UInt32(3), call.UInt32(4)))
            return Errno.BadAddress;
        error = directory.ReadLink(path, out byte[] target);
        if (error != Errno.Success)
            return error;
        int length = (int)Math.Min((uint)target.Length, call.UInt32(4));
        return call.Memory.TryWrite(call.UInt32(3), target.AsSpan(0, length)) && call.Memory.TryWrite(call.UInt32(5), (uint)length)
            ? Errno.Success : Errno.BadAddress;
    }

    internal Errno FdReaddir(WasiCall call)
    {
        Errno error = FindDirectory(call.UInt32(0), Rights.FdReadDirectory, out IDirectory directory, out _);
        if (error != Errno.Success)
            return error;
        if (!call.Memory.Contains(call.UInt32(1), call.UInt32(2)) || !call.Memory.Contains(call.UInt32(4), sizeof(uint)))
            return Errno.BadAddress;
        EntryWriter writer = new(call.Memory, call.UInt32(1), call.UInt32(2));
        if (call.UInt32(2) > 0)
            error = directory.ReadEntries(call.UInt64(3), ref writer);
        if (error != Errno.Success)
            return error;
        return call.Memory.TryWrite(call.UInt32(4), writer.Used) ? Errno.Success : Errno.BadAddress;
    }

    static Errno ReadRequest(WasiCall call, out byte[] path, out OpenRequest request)
    {
        request = default;
        Errno error = call.Path(2, out path);
        if (error != Errno.Success)
            return error;
        error = call.Lookup(1, out Following following);
        if (error != Errno.Success || call.UInt32(4) > (uint)OpenFlags.All || call.UInt32(7) > (uint)DescriptorFlags.All)
            return Errno.Invalid;
        OpenFlags flags = (OpenFlags)call.UInt32(4);
        if ((flags & (OpenFlags.Create | OpenFlags.Exclusive)) == (OpenFlags.Create | OpenFlags.Exclusive))
            following = Following.Never; // what is to be made must not be there, not as a link either
        request = new(following, flags, (DescriptorFlags)call.UInt32(7), (Rights)call.UInt64(5), (Rights)call.UInt64(6));
        return call.Memory.Contains(call.UInt32(8), sizeof(uint)) ? Errno.Success : Errno.BadAddress;
    }

    /// <summary>Nothing may be opened with more rights than its directory hands on.</summary>
    /// <remarks>
    /// Where nothing may be changed, to open for writing is refused; other rights to change are left out, because compilers' libraries ask
    /// for all that they might ever use.
    /// </remarks>
    static Errno CheckRights(Descriptor descriptor, IDirectory directory, ref OpenRequest request)
    {
        Rights needed = request.Has(OpenFlags.Create) ? Rights.PathCreateFile : Rights.None;
        needed |= request.Has(OpenFlags.Truncate) ? Rights.PathFilestatSetSize : Rights.None;
        if (directory.IsReadOnly)
        {
            if (needed != 0 || (request.Rights & RightsOf.NeedsWriting) != 0)
                return Errno.ReadOnly;
            request = request with { Rights = request.Rights & ~RightsOf.Writing, Inheriting = request.Inheriting & ~RightsOf.Writing };
        }
        bool isGood = (needed & ~descriptor.Rights) == 0
            && (request.Rights & ~descriptor.Inheriting) == 0
            && (request.Inheriting & ~descriptor.Inheriting) == 0;
        return isGood ? Errno.Success : Errno.NotCapable;
    }

    Errno FindDirectory(uint number, Rights right, out IDirectory directory, out Descriptor descriptor)
    {
        Errno error = Find(number, Rights.None, out descriptor);
        directory = (descriptor as IDirectory)!;
        if (error != Errno.Success)
            return error;
        if (directory is null)
            return Errno.NotDirectory;
        // Where nothing may be changed at all, that says more than which right is missing.
        if ((right & RightsOf.DirectoryWriting) != 0 && directory.IsReadOnly)
            return Errno.ReadOnly;
        return (descriptor.Rights & right) == right ? Errno.Success : Errno.NotCapable;
    }

    Errno FindPath(WasiCall call, int descriptor, Rights right, int index, out IDirectory directory, out byte[] path)
    {
        path = [];
        Errno error = FindDirectory(call.UInt32(descriptor), right, out directory, out _);
        return error != Errno.Success ? error : call.Path(index, out path);
    }
}

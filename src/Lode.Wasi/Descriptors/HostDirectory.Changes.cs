using System.Buffers.Binary;

namespace Lode.Wasi;

/// <summary>What changes a directory, and what lists it.</summary>
sealed partial class HostDirectory
{
    const int LeastEntryBytes = 1024;
    const int MostEntryBytes = 1 << 15;

    public Errno SetTimes(ReadOnlySpan<byte> path, Following following, ReadOnlySpan<TimeSpecification> accessAndModification)
    {
        Errno error = ResolveForChange(path, following, out ResolvedPath place);
        if (error != Errno.Success)
            return error;
        using (place)
            return LinuxErrors.Of(LinuxCalls.SetTimes(place.Folder, place.Name, accessAndModification, LinuxCalls.DoNotFollow));
    }

    public Errno MakeDirectory(ReadOnlySpan<byte> path)
    {
        Errno error = ResolveForChange(path, Following.Never, out ResolvedPath place);
        if (error != Errno.Success)
            return error;
        using (place)
            return LinuxErrors.Of(LinuxCalls.MakeFolder(place.Folder, place.Name, NewFolderMode));
    }

    public Errno RemoveDirectory(ReadOnlySpan<byte> path)
    {
        Errno error = ResolveForChange(path, Following.Never, out ResolvedPath place);
        if (error != Errno.Success)
            return error;
        using (place)
            return LinuxErrors.Of(LinuxCalls.Unlink(place.Folder, place.Name, LinuxCalls.RemoveFolder));
    }

    public Errno Unlink(ReadOnlySpan<byte> path)
    {
        Errno error = ResolveForChange(path, Following.Never, out ResolvedPath place);
        if (error != Errno.Success)
            return error;
        using (place)
            return CheckSlash(place) is var check && check != Errno.Success ? check : LinuxErrors.Of(LinuxCalls.Unlink(place.Folder, place.Name, 0));
    }

    /// <remarks>A target that is absolute would lead out of every root: it is refused.</remarks>
    public Errno MakeSymbolicLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        if (GuestPath.IsAbsolute(target))
            return Errno.NotCapable;
        Errno error = ResolveForChange(path, Following.Never, out ResolvedPath place);
        if (error != Errno.Success)
            return error;
        using (place)
        {
            if (place.MustBeDirectory)
                return place.GetStatus(out _) == Errno.Success ? Errno.Exists : Errno.NoEntry;
            return LinuxErrors.Of(LinuxCalls.SymbolicLink(GuestPath.Terminated(target), place.Folder, place.Name));
        }
    }

    public Errno Link(ReadOnlySpan<byte> path, Following following, IDirectory other, ReadOnlySpan<byte> otherPath)
    {
        if (other is not HostDirectory target)
            return Errno.CrossDevice;
        Errno error = ResolveForChange(path, following, out ResolvedPath place);
        if (error != Errno.Success)
            return error;
        using (place)
        {
            error = target.ResolveForChange(otherPath, Following.Never, out ResolvedPath otherPlace);
            if (error != Errno.Success)
                return error;
            using (otherPlace)
            {
                error = CheckSlash(place);
                if (error == Errno.Success && otherPlace.MustBeDirectory)
                    error = otherPlace.GetStatus(out _) == Errno.Success ? Errno.Exists : Errno.NoEntry;
                return error != Errno.Success ? error
                    : LinuxErrors.Of(LinuxCalls.Link(place.Folder, place.Name, otherPlace.Folder, otherPlace.Name, 0));
            }
        }
    }

    public Errno Rename(ReadOnlySpan<byte> path, IDirectory other, ReadOnlySpan<byte> otherPath)
    {
        if (other is not HostDirectory target)
            return Errno.CrossDevice;
        Errno error = ResolveForChange(path, Following.Never, out ResolvedPath place);
        if (error != Errno.Success)
            return error;
        using (place)
        {
            error = target.ResolveForChange(otherPath, Following.Never, out ResolvedPath otherPlace);
            if (error != Errno.Success)
                return error;
            using (otherPlace)
            {
                // A slash behind either name says that a directory is meant.
                if (place.MustBeDirectory || otherPlace.MustBeDirectory)
                    error = CheckSlash(place with { MustBeDirectory = true });
                return error != Errno.Success ? error
                    : LinuxErrors.Of(LinuxCalls.Rename(place.Folder, place.Name, otherPlace.Folder, otherPlace.Name));
            }
        }
    }

    /// <remarks>
    /// A cookie is the kernel's own: where the entry behind it begins, as file systems promise to find it again while others come and go.
    /// </remarks>
    public Errno ReadEntries(ulong cookie, ref EntryWriter writer)
    {
        if (cookie > long.MaxValue || LinuxCalls.Seek(Handle, (long)cookie, (int)Whence.Set) < 0)
            return cookie > long.MaxValue ? Errno.Invalid : LinuxErrors.Last;
        byte[] buffer = new byte[Math.Clamp(writer.Free, LeastEntryBytes, MostEntryBytes)];
        while (true)
        {
            nint length = LinuxCalls.ReadDirectory(Handle, buffer);
            if (length <= 0)
                return LinuxErrors.Of(length);
            ReadOnlySpan<byte> entries = buffer.AsSpan(0, (int)length);
            while (!entries.IsEmpty)
            {
                // struct linux_dirent64: inode, where the next one begins, length, type, name
                ulong inode = BinaryPrimitives.ReadUInt64LittleEndian(entries);
                ulong next = BinaryPrimitives.ReadUInt64LittleEndian(entries[8..]);
                int entryLength = BinaryPrimitives.ReadUInt16LittleEndian(entries[16..]);
                ReadOnlySpan<byte> name = entries[19..entryLength];
                if (!writer.Add(next, inode, KindOf(entries[18]), name[..name.IndexOf((byte)0)]))
                    return writer.IsBroken ? Errno.BadAddress : Errno.Success;
                entries = entries[entryLength..];
            }
        }
    }

    static FileKind KindOf(byte linuxType) => linuxType switch
    {
        2 => FileKind.CharacterDevice,
        4 => FileKind.Directory,
        6 => FileKind.BlockDevice,
        8 => FileKind.RegularFile,
        10 => FileKind.SymbolicLink,
        12 => FileKind.StreamSocket,
        _ => FileKind.Unknown,
    };

    Errno ResolveForChange(ReadOnlySpan<byte> path, Following following, out ResolvedPath place)
    {
        place = default;
        return isReadOnly ? Errno.ReadOnly : resolver.Resolve(Handle, path, following, out place);
    }

    /// <summary>What has a slash behind it must be a directory; the kernel is never shown the slash, because it would follow a link.</summary>
    static Errno CheckSlash(in ResolvedPath place)
    {
        if (!place.MustBeDirectory)
            return Errno.Success;
        Errno error = place.GetStatus(out FileStatus status);
        return error == Errno.Success && status.Kind != FileKind.Directory ? Errno.NotDirectory : error;
    }
}

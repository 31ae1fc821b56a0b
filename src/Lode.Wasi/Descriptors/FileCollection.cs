using System.Text;

namespace Lode.Wasi;

/// <summary>The directory that holds the files that were given one by one (<see cref="WasiOptions.Files"/>), to be read only.</summary>
sealed class FileCollection(IReadOnlyList<WasiFile> files, WaitGate gate) : Descriptor(FileKind.Directory), IDirectory
{
    const ushort Mode = 0x416D; // a directory, r-xr-xr-x
    const Rights FileRights = RightsOf.File & ~(RightsOf.FileWriting | Rights.FdSync);

    public bool IsReadOnly => true;

    public Errno Open(ReadOnlySpan<byte> path, in OpenRequest request, out Descriptor? opened)
    {
        opened = null;
        Errno error = Find(path, out WasiFile? file);
        if (error != Errno.Success)
            return error;
        if (file is null)
        {
            opened = new FileCollection(files, gate) { Rights = request.Rights & Rights, Inheriting = request.Inheriting & Inheriting };
            return Errno.Success;
        }
        if (request.Has(OpenFlags.Directory))
            return Errno.NotDirectory;
        HostFile? host = WasiFile.Open(file.HostPath, gate, out error);
        if (host is null)
            return error;
        host.StartWith(request.Flags);
        host.Rights = request.Rights & FileRights;
        opened = host;
        return Errno.Success;
    }

    public override Errno GetStatus(out FileStatus status)
    {
        status = new FileStatus { Links = 1, Mode = Mode };
        return Errno.Success;
    }

    public Errno GetStatus(ReadOnlySpan<byte> path, Following following, out FileStatus status)
    {
        Errno error = Find(path, out WasiFile? file);
        if (error != Errno.Success)
            return Fail(error, out status);
        if (file is null)
            return GetStatus(out status);
        using HostFile? host = WasiFile.Open(file.HostPath, gate, out error);
        return host is null ? Fail(error, out status) : host.GetStatus(out status);
    }

    public Errno ReadEntries(ulong cookie, ref EntryWriter writer)
    {
        for (ulong i = cookie; i < (ulong)files.Count; i++)
        {
            if (!writer.Add(i + 1, i + 1, FileKind.RegularFile, Encoding.UTF8.GetBytes(files[(int)i].Name)))
                return writer.IsBroken ? Errno.BadAddress : Errno.Success;
        }
        return Errno.Success;
    }

    /// <summary>Finds a file; none, without an error, where the path is the directory itself.</summary>
    Errno Find(ReadOnlySpan<byte> path, out WasiFile? file)
    {
        file = null;
        if (path.IsEmpty)
            return Errno.NoEntry;
        if (GuestPath.IsAbsolute(path))
            return Errno.NotCapable;
        while (GuestPath.TakeFirst(ref path, out ReadOnlySpan<byte> name))
        {
            if (name.IsEmpty || GuestPath.IsThis(name))
                continue;
            if (GuestPath.IsParent(name))
                return file is null ? Errno.NotCapable : Errno.NotDirectory;
            if (file is not null)
                return Errno.NotDirectory;
            foreach (WasiFile candidate in files)
            {
                if (Encoding.UTF8.GetBytes(candidate.Name).AsSpan().SequenceEqual(name))
                    file = candidate;
            }
            if (file is null)
                return Errno.NoEntry;
        }
        return Errno.Success;
    }
}

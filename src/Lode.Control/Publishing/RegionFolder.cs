using System.Globalization;
using Lode.Memory;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>The published regions of all processes of the user: a file for each in a folder that nobody else may enter.</summary>
/// <remarks>
/// A file only says where to look. What is found there is used only if it is shared memory of this user that nobody can write to or shorten
/// any more; so an entry of a process that is gone, or one that was made up, leads to nothing.
/// </remarks>
static class RegionFolder
{
    const string Ending = ".region";

    /// <summary>Adds an entry.</summary>
    /// <returns>False where another process that is alive has one of the name.</returns>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    internal static bool TryAdd(string folder, string name, SharedMemory memory)
    {
        using PrivateFolder files = PrivateFolder.Open(folder);
        if (Read(files, name) is { } other && other.Process != Environment.ProcessId && ProcessStart.Of(other.Process) == other.Started)
            return false;
        using OutputFile file = files.Write(name + Ending);
        file.Write(EntryOf(memory).Format());
        file.Commit();
        return true;
    }

    /// <summary>Removes an entry, if it is still that of the memory.</summary>
    internal static void Remove(string folder, string name, SharedMemory memory)
    {
        try
        {
            using PrivateFolder files = PrivateFolder.Open(folder);
            if (Read(files, name) == EntryOf(memory))
                files.Remove(name + Ending);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // What stays names a descriptor that is closed.
        }
    }

    /// <summary>Opens the region of another process; null where there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The region.</param>
    /// <param name="reason">Why what is there cannot be used; null where nothing is.</param>
    internal static SharedMemory? Open(string folder, string name, out string? reason)
    {
        reason = null;
        if (!Directory.Exists(folder))
            return null;
        try
        {
            using PrivateFolder files = PrivateFolder.Open(folder);
            if (Read(files, name) is not { } entry || entry.Process == Environment.ProcessId)
                return null;
            if (ProcessStart.Of(entry.Process) == entry.Started)
                return Open(entry, out reason);
            files.Remove(name + Ending);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            reason = error.Message;
            return null;
        }
    }

    static SharedMemory? Open(RegionEntry entry, out string? reason)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{entry.Process}/fd/{entry.Descriptor}");
        // Before it is opened: to open a pipe or a device may do something.
        if (new FileInfo(path).LinkTarget?.StartsWith("/memfd:", StringComparison.Ordinal) != true
            || FileStatus.Of(path) is not { IsFile: true } there || !Fits(there, entry))
        {
            reason = $"{path}: expected the shared memory of its entry, found something else";
            return null;
        }
        SharedMemory memory = SharedMemory.Open(entry.Process, entry.Descriptor);
        // Once more, as the descriptor may have become another file's meanwhile.
        reason = !memory.IsFrozen ? $"{path}: expected memory that nobody can write to any more, found other memory"
            : !Fits(FileStatus.Of(memory.File), entry) ? $"{path}: expected the shared memory of its entry, found other memory" : null;
        if (reason is null)
            return memory;
        memory.Dispose();
        return null;
    }

    static bool Fits(FileStatus status, RegionEntry entry) =>
        status.Owner == FileStatus.CurrentUser && status.Inode == entry.Inode && status.Length == entry.Length;

    static RegionEntry EntryOf(SharedMemory memory)
    {
        FileStatus status = FileStatus.Of(memory.File);
        int process = Environment.ProcessId;
        return new(process, ProcessStart.Of(process) ?? 0, (int)memory.File.DangerousGetHandle(), status.Inode, status.Length);
    }

    static RegionEntry? Read(PrivateFolder files, string name)
    {
        using SafeFileHandle? file = files.OpenFile(name + Ending, out _, out string? reason);
        if (file is null)
            return reason is null ? null : throw new IOException($"{files.PathOf(name + Ending)}: {reason}");
        Span<byte> text = stackalloc byte[RegionEntry.MostBytes + 1];
        int length = RandomAccess.Read(file, text, 0);
        return RegionEntry.TryParse(text[..length], out RegionEntry entry)
            ? entry : throw new IOException($"{files.PathOf(name + Ending)}: expected the entry of a published region, found another file; remove it");
    }
}

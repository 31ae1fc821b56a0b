using System.Runtime.InteropServices;

namespace Lode.Memory;

/// <summary>Where an <see cref="OutputFile"/> goes, links followed.</summary>
/// <param name="Path">The full path of the file itself.</param>
/// <param name="IsStream">
/// Whether it is a device, a pipe or a descriptor: renaming a file over it would replace it, so it is written to as it is.
/// </param>
readonly record struct OutputPlace(string Path, bool IsStream)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Follows links.</summary>
    /// <exception cref="IOException">There is a folder, its folder is missing, or links go in circles.</exception>
    public static OutputPlace Find(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new IOException("it is a folder; give the name of a file");
        if (NamesDescriptor(full))
            return new OutputPlace(full, IsStream: true);
        if (new FileInfo(full).LinkTarget is not null)
            full = File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        OutputPlace place = new(full, NamesDescriptor(full) || IsSpecial(full));
        return Directory.Exists(place.Folder) ? place : throw new IOException($"there is no folder {place.Folder}; make it first");
    }

    /// <summary>Paths that mean a file already open: what stands under their links is not what the caller means.</summary>
    static bool NamesDescriptor(string path) => !OperatingSystem.IsWindows()
        && (path.StartsWith("/proc/", StringComparison.Ordinal)
            || path.StartsWith("/dev/fd/", StringComparison.Ordinal)
            || path is "/dev/stdout" or "/dev/stderr" or "/dev/stdin");

    static unsafe bool IsSpecial(string path)
    {
        if (!LinuxFileMapping.IsSupported)
            return path.StartsWith("/dev/", StringComparison.Ordinal);
        byte* status = stackalloc byte[LinuxFileCalls.StatusBytes];
        if (LinuxFileCalls.Status(LinuxFileCalls.CurrentFolder, path, 0, LinuxFileCalls.KindWanted, status) != 0)
            return false; // it is not there yet, and opening says what else is wrong
        int kind = MemoryMarshal.Read<ushort>(new ReadOnlySpan<byte>(status + LinuxFileCalls.ModeOffset, 2)) & LinuxFileCalls.KindMask;
        return kind is not (LinuxFileCalls.RegularFile or LinuxFileCalls.Folder);
    }
}

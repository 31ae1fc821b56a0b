using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>A folder whose files only this user can have written: for what is trusted without being looked at, such as compiled code.</summary>
/// <remarks>
/// The folder belongs to the user and nobody else may enter it (mode 0700). Its files are opened relative to the folder itself, which was
/// checked once and cannot be exchanged afterwards, without following links; each is checked again: a regular file of this user, not
/// writable by others. Linux only; see <see cref="FileStatus.IsSupported"/>.
/// </remarks>
public sealed class PrivateFolder : IDisposable
{
    const int ModePrivate = 0x1c0; // 0700
    const int OthersMask = 0x3f;   // 0077
    readonly SafeFileHandle _folder;

    PrivateFolder(string path, SafeFileHandle folder)
    {
        Path = path;
        _folder = folder;
    }

    /// <summary>The folder's path.</summary>
    public string Path { get; }

    /// <summary>Opens a folder, and makes it where there is none.</summary>
    /// <param name="path">The path; folders above it are made too.</param>
    /// <exception cref="IOException">It cannot be made or opened, is a link, or others can write to it; the message says how to mend that.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform is not Linux.</exception>
    public static PrivateFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!OperatingSystem.IsLinux() || !FileStatus.IsSupported)
            throw new PlatformNotSupportedException("folders of which it is certain that nobody else can write to them exist on Linux only");
        path = System.IO.Path.GetFullPath(path);
        Make(path);
        int flags = LinuxCalls.OpenReadOnly | LinuxCalls.OpenCloseOnExec | LinuxFileCalls.OpenFolder | LinuxFileCalls.OpenNoFollow;
        SafeFileHandle folder = LinuxCalls.Open(path, flags);
        if (folder.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            folder.Dispose();
            throw new IOException(error is LinuxCalls.NotDirectory or LinuxFileCalls.LinksInCircles
                ? $"{path}: expected a folder, found a link or a file; remove it, or choose another folder"
                : $"{path}: cannot be opened as a folder: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        FileStatus status = FileStatus.Of(folder);
        string? wrong = status.Owner != LinuxFileCalls.EffectiveUser()
            ? "belongs to another user; choose another folder"
            : (status.Mode & OthersMask) != 0 ? $"is open to others (mode {Convert.ToString(status.Mode & 0x1ff, 8)}); run: chmod 700 '{path}'" : null;
        if (wrong is null)
            return new(path, folder);
        folder.Dispose();
        throw new IOException($"{path}: {wrong}");
    }

    /// <summary>Opens a file for reading; null where there is none, or none that can be trusted.</summary>
    /// <param name="name">Its name in the folder.</param>
    /// <param name="status">What the system says of it.</param>
    /// <param name="reason">Why the file that is there cannot be trusted; null where there is none.</param>
    public SafeFileHandle? OpenFile(string name, out FileStatus status, out string? reason)
    {
        CheckName(name);
        int flags = LinuxCalls.OpenReadOnly | LinuxCalls.OpenCloseOnExec | LinuxCalls.OpenNonBlocking | LinuxFileCalls.OpenNoFollow;
        SafeFileHandle file = LinuxFileCalls.OpenIn(_folder, name, flags);
        status = default;
        reason = null;
        if (file.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            file.Dispose();
            reason = error switch
            {
                LinuxCalls.NoSuchFile => null,
                LinuxFileCalls.LinksInCircles => "it is a link",
                _ => Marshal.GetPInvokeErrorMessage(error),
            };
            return null;
        }
        status = FileStatus.Of(file);
        reason = !status.IsFile ? "it is no regular file"
            : status.Owner != LinuxFileCalls.EffectiveUser() ? "it belongs to another user"
            : status.IsWritableByOthers ? "others may write it" : null;
        if (reason is null)
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>Starts a file that appears whole or not at all.</summary>
    /// <param name="name">Its name in the folder. What is there and no regular file is removed.</param>
    public OutputFile Write(string name)
    {
        CheckName(name);
        string path = PathOf(name);
        if (FileStatus.Of(path, followLinks: false) is { IsFile: false })
            Remove(name);
        return new OutputFile(path);
    }

    /// <summary>Removes a file; those who have it open or mapped keep it. Says whether there was one.</summary>
    public bool Remove(string name)
    {
        CheckName(name);
        return LinuxFileCalls.Unlink(_folder, name, 0) == 0;
    }

    /// <summary>Notes that a file was used now (its time of access), whatever the file system is told to note by itself.</summary>
    public static unsafe void Touch(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        long* times = stackalloc long[4];
        times[1] = LinuxFileCalls.TimeNow;
        times[3] = LinuxFileCalls.TimeOmit;
        _ = LinuxFileCalls.SetTimes(file, times);
    }

    /// <summary>The path of a file in the folder.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [UnsupportedOSPlatform("windows")]
    static void Make(string path)
    {
        if (Directory.Exists(path))
            return;
        string? above = System.IO.Path.GetDirectoryName(path);
        try
        {
            if (above is not null)
                Directory.CreateDirectory(above);
            Directory.CreateDirectory(path, (UnixFileMode)ModePrivate);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"{path}: the folder cannot be made: this user may not write to {above}", error);
        }
        catch (IOException error)
        {
            throw new IOException($"{path}: the folder cannot be made: {error.Message}", error);
        }
    }

    static void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('/') || name is "." or "..")
            throw new ArgumentException($"'{name}' is not the name of a file in the folder", nameof(name));
    }
}

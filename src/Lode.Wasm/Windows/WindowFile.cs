using System.Runtime.InteropServices;
using Lode.Wasm.Runtime;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm;

/// <summary>Opens files for windows.</summary>
static class WindowFile
{
    const int ReadWrite = 2;
    const int NonBlocking = 0x800;
    const int CloseOnExec = 0x80000;
    const int NoSuchFile = 2;
    const int AccessDenied = 13;
    const int NotDirectory = 20;

    /// <summary>Opens a file, without the locks by which .NET keeps its own writers away, and gives its length.</summary>
    public static (SafeFileHandle File, long Length) Open(string path, bool write)
    {
        // Without waiting for the writer of a pipe.
        SafeFileHandle file = NativeCalls.Open(path, (write ? ReadWrite : 0) | NonBlocking | CloseOnExec);
        if (file.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            file.Dispose();
            throw Failed(path, error, write);
        }
        long length = NativeCalls.Seek(file, 0, NativeCalls.SeekEnd);
        if (length > 0)
            return (file, length);
        file.Dispose();
        throw new IOException(length == 0
            ? $"{path}: expected bytes to map, found an empty file"
            : $"{path}: expected a file, found a pipe or a device, which cannot be mapped");
    }

    static Exception Failed(string path, int error, bool write) => error switch
    {
        NoSuchFile or NotDirectory => new FileNotFoundException($"{path}: expected a file, found none; check the path", path),
        AccessDenied => new UnauthorizedAccessException(
            $"{path}: expected a file that this user may {(write ? "read and write" : "read")}, found no permission; check its mode"),
        _ => new IOException($"{path}: cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}"),
    };
}

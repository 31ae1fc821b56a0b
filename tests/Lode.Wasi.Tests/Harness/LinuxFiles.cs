using System.Runtime.InteropServices;

namespace Lode.Wasi.Tests;

/// <summary>What .NET has no call for.</summary>
static partial class LinuxFiles
{
    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int MakePipe(string path, uint mode);
}

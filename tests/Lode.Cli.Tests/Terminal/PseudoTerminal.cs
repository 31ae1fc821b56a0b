using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lode.Cli.Tests;

/// <summary>A terminal that a test looks at: what is written to <see cref="Name"/> can be read here.</summary>
sealed unsafe partial class PseudoTerminal : IDisposable
{
    const int ReadWrite = 2;
    const int NotControlling = 0x100;
    readonly SafeFileHandle _master;
    readonly SafeFileHandle _slave; // while it is open, reading waits instead of ending
    readonly Task<string> _screen;

    public PseudoTerminal()
    {
        int descriptor = Open(ReadWrite | NotControlling);
        descriptor.ShouldBeGreaterThanOrEqualTo(0);
        _master = new SafeFileHandle(descriptor, ownsHandle: true);
        Grant(descriptor).ShouldBe(0);
        Unlock(descriptor).ShouldBe(0);
        byte* name = stackalloc byte[128];
        GetName(descriptor, name, 128).ShouldBe(0);
        Name = Marshal.PtrToStringUTF8((nint)name)!;
        _slave = new SafeFileHandle(OpenFile(Name, ReadWrite | NotControlling), ownsHandle: true);
        _slave.IsInvalid.ShouldBeFalse();
        _screen = Task.Factory.StartNew(() => ReadAll(descriptor), TaskCreationOptions.LongRunning);
    }

    /// <summary>The device for the other side.</summary>
    public string Name { get; }

    /// <summary>Everything that was written; when all other writers have ended.</summary>
    public string ReadToEnd()
    {
        _slave.Dispose();
        return _screen.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _slave.Dispose();
        _master.Dispose();
    }

    // All the time, so that no writer has to wait.
    static string ReadAll(int descriptor)
    {
        List<byte> all = [];
        byte* buffer = stackalloc byte[4096];
        nint count;
        while ((count = Read(descriptor, buffer, 4096)) > 0) // the end is reported as an error
            all.AddRange(new ReadOnlySpan<byte>(buffer, (int)count));
        return Encoding.UTF8.GetString([.. all]);
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int Open(int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int descriptor);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int GetName(int descriptor, byte* name, nint length);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* buffer, nint count);
}

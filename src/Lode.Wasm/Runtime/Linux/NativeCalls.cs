using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm.Runtime;

/// <summary>Calls of libc; the constants are those of Linux on x86-64.</summary>
static unsafe partial class NativeCalls
{
    public const int PageBytes = 4096;
    public const int ProtectNone = 0;
    public const int ProtectRead = 1;
    public const int ProtectWrite = 2;
    public const int ProtectExecute = 4;
    public const int MapShared = 1;
    public const int MapPrivate = 2;
    public const int MapFixed = 0x10;
    public const int MapAnonymous = 0x20;
    public const int MapNoReserve = 0x4000;
    public const int SeekEnd = 2;
    public const int SignalBus = 7;
    public const int SignalSegmentation = 11;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(SafeFileHandle file, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(SafeFileHandle file, void* to, nuint length, long offset);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    public static partial int Action(int signal, SignalAction* set, SignalAction* old);

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    public static partial nint ThisThread();

    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    public static partial int ThreadAttributes(nint thread, void* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    public static partial int AttributesStack(void* attributes, void** low, nuint* length);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    public static partial int DestroyAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_key_create")]
    public static partial int CreateThreadKey(uint* key, nint destructor);

    [LibraryImport("libc", EntryPoint = "pthread_setspecific")]
    public static partial int SetThreadValue(uint key, void* value);

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    public static partial nint ReadProcess(int process, MemoryVector* to, nuint toCount, MemoryVector* from, nuint fromCount, nuint flags);

    [LibraryImport("libc", EntryPoint = "process_vm_writev", SetLastError = true)]
    public static partial nint WriteProcess(int process, MemoryVector* from, nuint fromCount, MemoryVector* to, nuint toCount, nuint flags);
}

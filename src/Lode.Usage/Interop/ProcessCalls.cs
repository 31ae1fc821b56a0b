using System.Runtime.InteropServices;

namespace Lode.Usage.Interop;

/// <summary>The calls that start, trace, wait for and signal processes. Numbers are those of 64-bit Linux on x86 and Arm.</summary>
static unsafe partial class ProcessCalls
{
    public const int NoEntry = 2, Interrupted = 4, NotDirectory = 20; // errno
    public const int NotAFormat = 8, TryAgain = 11, NoMemory = 12, NoSystemCall = 38;

    public const int ByProcess = 1; // P_PID
    public const int NoHang = 1, Stopped = 2, Exited = 4, Peek = 0x01000000, All = 0x40000000; // W*, __WALL

    public const short SetProcessGroup = 0x02, SetDefaultSignals = 0x04, SetSignalMask = 0x08; // POSIX_SPAWN_*

    public const nint Seize = 0x4206, Listen = 0x4208, Continue = 7; // PTRACE_*
    public const nint TraceExec = 0x10, TraceExit = 0x40; // PTRACE_O_*

    public const int SetSubreaper = 36, GetSubreaper = 37; // PR_*_CHILD_SUBREAPER

    public const int Block = 0, Replace = 2; // SIG_BLOCK, SIG_SETMASK

    /// <summary>Bytes that hold any C library's <c>posix_spawnattr_t</c>, <c>posix_spawn_file_actions_t</c>, <c>sigset_t</c>,
    /// <c>struct sigaction</c> or <c>siginfo_t</c>.</summary>
    public const int OpaqueBytes = 512;

    [LibraryImport("libc", EntryPoint = "posix_spawnp")]
    public static partial int Spawn(out int process, byte* file, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int InitialiseAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int DestroyAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SetDefaults(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int SetMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int InitialiseActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int DestroyActions(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    public static partial int AddOpen(void* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclose")]
    public static partial int AddClose(void* actions, int descriptor);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    public static partial int MakeFifo(byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlink")]
    public static partial int Unlink(byte* path);

    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int ThreadId();

    [LibraryImport("libc", EntryPoint = "getxattr")]
    public static partial nint GetAttribute(byte* path, byte* name, void* value, nuint length);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitFor(int kind, int process, void* information, int options);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    public static partial int Wait(int process, out int status, int options, out ResourceUsage usage);

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    public static partial nint Trace(nint request, int process, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    public static partial int SetAction(int signal, void* action, void* previous);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    public static partial int SetThreadMask(int how, void* signals, void* previous);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int Control(int option, nint argument, nint third, nint fourth, nint fifth);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    public static partial int OwnGroup();

    [LibraryImport("libc", EntryPoint = "tcgetpgrp", SetLastError = true)]
    public static partial int GetForeground(int terminal);

    [LibraryImport("libc", EntryPoint = "tcsetpgrp", SetLastError = true)]
    public static partial int SetForeground(int terminal, int group);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    public static partial int Open(byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nuint length, long offset);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);
}

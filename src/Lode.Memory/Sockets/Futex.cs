using System.Runtime.InteropServices;

namespace Lode.Memory;

/// <summary>Sleeping until another process changes a word of shared memory, and waking who sleeps.</summary>
public static unsafe partial class Futex
{
    const int WaitOperation = 0;
    const int WakeOperation = 1;
    const int Changed = 11; // EAGAIN
    const int Interrupted = 4;
    const int TimedOut = 110;
    static readonly long s_number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 98 : 202;

    /// <summary>Whether the platform has them: 64-bit Linux.</summary>
    public static bool IsSupported => SocketCalls.IsSupported;

    /// <summary>Sleeps while a word has a value, until somebody wakes this thread or the time is over.</summary>
    /// <param name="word">The word, in memory that does not move: shared memory. Its address is a multiple of 4.</param>
    /// <param name="value">What it has; if it has not, there is no sleep.</param>
    /// <param name="timeout">How long at most.</param>
    /// <returns>False where the time was over. True says nothing of the word: look again.</returns>
    /// <exception cref="PlatformNotSupportedException">The platform is not 64-bit Linux.</exception>
    public static bool Wait(ref uint word, uint value, TimeSpan timeout)
    {
        SocketCalls.Require();
        long* time = stackalloc long[2];
        (time[0], time[1]) = (timeout.Ticks / TimeSpan.TicksPerSecond, timeout.Ticks % TimeSpan.TicksPerSecond * 100);
        fixed (uint* place = &word)
        {
            if (Call(s_number, place, WaitOperation, value, timeout == Timeout.InfiniteTimeSpan ? null : time) == 0)
                return true;
        }
        int error = Marshal.GetLastPInvokeError();
        return error switch
        {
            Changed or Interrupted => true,
            TimedOut => false,
            _ => throw new IOException($"futex: {Marshal.GetPInvokeErrorMessage(error)}"),
        };
    }

    /// <summary>Wakes those who sleep on a word, in whatever process.</summary>
    /// <param name="word">The word, in shared memory.</param>
    /// <returns>How many there were.</returns>
    public static int Wake(ref uint word)
    {
        SocketCalls.Require();
        fixed (uint* place = &word)
            return (int)Call(s_number, place, WakeOperation, int.MaxValue, null);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(long number, uint* word, int operation, uint value, long* timeout);
}

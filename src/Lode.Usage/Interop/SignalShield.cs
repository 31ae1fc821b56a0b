using System.Runtime.InteropServices;

namespace Lode.Usage.Interop;

/// <summary>Makes this process ignore the keyboard's signals while commands run, which receive them too and decide what they mean.</summary>
/// <remarks>Runs may overlap: the first one in changes the dispositions, and the last one out restores them.</remarks>
static unsafe class SignalShield
{
    const nint Ignore = 1; // SIG_IGN, in the first field of struct sigaction
    static readonly Lock s_gate = new();
    static readonly int[] s_signals =
        [Signals.Interrupt, Signals.Quit, Signals.TerminalStop, Signals.TerminalInput, Signals.TerminalOutput];
    static readonly byte* s_previous = (byte*)NativeMemory.AllocZeroed((nuint)s_signals.Length, ProcessCalls.OpaqueBytes);
    static int s_users;

    /// <summary>Raises the shield.</summary>
    /// <param name="defaults">Receives the signals that a command must find with their default meaning: those that were not ignored before.</param>
    public static void Raise(Span<byte> defaults)
    {
        byte* ignore = stackalloc byte[ProcessCalls.OpaqueBytes];
        new Span<byte>(ignore, ProcessCalls.OpaqueBytes).Clear();
        *(nint*)ignore = Ignore;
        lock (s_gate)
        {
            for (int i = 0; i < s_signals.Length; i++)
            {
                if (s_users == 0)
                    _ = ProcessCalls.SetAction(s_signals[i], ignore, Previous(i));
                if (*(nint*)Previous(i) != Ignore)
                    Signals.Add(defaults, s_signals[i]);
            }
            s_users++;
        }
        Signals.Add(defaults, Signals.Pipe); // which .NET ignores
        Signals.Add(defaults, Signals.Child);
    }

    /// <summary>Lowers the shield.</summary>
    public static void Lower()
    {
        lock (s_gate)
        {
            if (--s_users > 0)
                return;
            for (int i = 0; i < s_signals.Length; i++)
                _ = ProcessCalls.SetAction(s_signals[i], Previous(i), null);
        }
    }

    static byte* Previous(int index) => s_previous + index * ProcessCalls.OpaqueBytes;
}

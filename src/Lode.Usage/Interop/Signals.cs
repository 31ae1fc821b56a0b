namespace Lode.Usage.Interop;

/// <summary>Signal numbers of Linux on x86 and Arm. Source: <c>signal(7)</c>.</summary>
static class Signals
{
    public const int Hangup = 1, Interrupt = 2, Quit = 3, Trap = 5, Killed = 9, Pipe = 13, Terminate = 15, Child = 17, Continue = 18, Stop = 19;
    public const int TerminalStop = 20, TerminalInput = 21, TerminalOutput = 22;

    /// <summary>Adds a signal to a <c>sigset_t</c>: bit n - 1.</summary>
    public static void Add(Span<byte> set, int signal) => set[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
}

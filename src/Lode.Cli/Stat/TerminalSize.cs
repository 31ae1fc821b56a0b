using Lode.Cli.Interop;

namespace Lode.Cli.Stat;

/// <summary>How wide the terminal on standard error is. The console of .NET would set up the terminal to find out.</summary>
static class TerminalSize
{
    const int StandardError = 2;
    const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    /// <summary>Its columns; null where there is no terminal or it does not tell.</summary>
    public static int? Columns()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Span<ushort> size = stackalloc ushort[4]; // rows, columns, and both in pixels
        return UnixCalls.Control(StandardError, GetWindowSize, size) == 0 && size[1] > 0 ? size[1] : null;
    }
}

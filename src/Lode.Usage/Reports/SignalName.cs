namespace Lode.Usage.Reports;

/// <summary>Names of signals by their numbers on Linux. Source: <c>signal(7)</c>, the column x86/ARM.</summary>
static class SignalName
{
    static readonly string[] s_names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD",
        "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>For example <c>9 (KILL)</c>.</summary>
    public static string Of(int signal) =>
        signal > 0 && signal < s_names.Length ? FormattableString.Invariant($"{signal} ({s_names[signal]})") : FormattableString.Invariant($"{signal}");
}

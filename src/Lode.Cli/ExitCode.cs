namespace Lode.Cli;

/// <summary>What the command tells its caller; documented in <c>docs/cli.md</c> and in the help.</summary>
static class ExitCode
{
    /// <summary>All went well. Also when a reader such as <c>head</c> closed the output early.</summary>
    public const int Success = 0;

    /// <summary>The command failed: a bad model, a file that cannot be read or written, not enough memory.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A guest ran longer than it was allowed to; the code is that of <c>timeout</c>.</summary>
    public const int TimedOut = 124;

    /// <summary>A guest trapped; the code is that of a program of the host that aborts.</summary>
    public const int Trapped = 134;

    /// <summary>Ctrl-C; what was written until then stands.</summary>
    public const int Interrupted = 130;
}

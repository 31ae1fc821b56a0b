namespace Lode.Cli.Loading;

/// <summary>How to start this program again.</summary>
static class ThisProgram
{
    /// <summary>The words in front of the arguments: the program, or the .NET host and the program.</summary>
    public static string[] Words
    {
        get
        {
            string process = Environment.ProcessPath ?? "lode";
            return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, "exec", Path.Combine(AppContext.BaseDirectory, "lode.dll")] : [process];
        }
    }
}

namespace Lode.Wasm;

/// <summary>How far a compilation is.</summary>
/// <param name="Functions">Functions compiled so far.</param>
/// <param name="TotalFunctions">Functions of the module.</param>
/// <param name="Bytes">Bytes of their bodies compiled so far.</param>
/// <param name="TotalBytes">Bytes of all bodies.</param>
/// <param name="Elapsed">Time since compiling began.</param>
public readonly record struct CompileProgress(int Functions, int TotalFunctions, long Bytes, long TotalBytes, TimeSpan Elapsed)
{
    /// <summary>The time that is left, if bytes go on as they went; null where nothing is done yet.</summary>
    public TimeSpan? Remaining => Bytes == 0 ? null : Elapsed * ((TotalBytes - Bytes) / (double)Bytes);
}

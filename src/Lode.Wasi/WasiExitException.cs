namespace Lode.Wasi;

/// <summary>The guest ended itself (<c>proc_exit</c>): not a failure, but how a program ends while it is deep in calls.</summary>
public sealed class WasiExitException : Exception
{
    /// <summary>A guest ended.</summary>
    /// <param name="code">What it says with it.</param>
    public WasiExitException(uint code)
        : base($"the guest ended with code {code}") => Code = code;

    /// <summary>The guest did not want to end: the reader of its output has gone (<see cref="WasiOptions.EndsWithoutReader"/>).</summary>
    public bool IsReaderGone { get; init; }

    /// <summary>What the guest says with it: 0 when all went well. Any number of 32 bits, though shells see the lowest 8 only.</summary>
    public uint Code { get; }
}

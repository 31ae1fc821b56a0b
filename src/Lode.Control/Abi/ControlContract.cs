namespace Lode.Control;

/// <summary>Numbers of the contract between hosts and controllers: docs/controllers.md.</summary>
public static class ControlContract
{
    /// <summary>The version of the contract.</summary>
    public const int Version = 1;

    /// <summary>Bytes of the step region.</summary>
    public const int StepBytes = 65536;

    /// <summary>Bytes of the rings region.</summary>
    public const int RingBytes = 65536;

    /// <summary>The most splices of a step.</summary>
    public const int MaxSplices = 60;

    /// <summary>The most branches of a fork.</summary>
    public const int MaxBranches = 16;

    /// <summary>Tokens in the pool of the step region.</summary>
    public const int PoolTokens = (StepBytes - PoolOffset) / sizeof(int);

    internal const int HeaderOffset = 0;
    internal const int InputOffset = 64;
    internal const int OutputOffset = 128;
    internal const int SpliceOffset = 256;
    internal const int PoolOffset = 4096;

    /// <summary>What a call gives that took too long and was stopped: no verdict.</summary>
    internal const int Missed = -1;
}

namespace Lode.Control;

/// <summary>Why a controller, or a sequence of it, cannot go on.</summary>
public enum ControllerFault
{
    /// <summary>The program is no controller: malformed, exports that are missing or of another type, imports that nobody offers.</summary>
    Program,

    /// <summary>It trapped: a fault, an explicit trap, a stack overflow.</summary>
    Trap,

    /// <summary>It took longer than it may, too often or at its start.</summary>
    Time,

    /// <summary>It took more than it may of something else: memory, sequences, rounds without a word.</summary>
    Limit,

    /// <summary>It answered what the contract does not allow.</summary>
    Answer,

    /// <summary>It allows no token.</summary>
    EmptyMask,

    /// <summary>The process that ran it is gone, or does not answer.</summary>
    Worker,
}

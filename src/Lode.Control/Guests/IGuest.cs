using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>
/// The sequence of a guest as functions of the host see it: it is the <c>Data</c> of the guest's store. What it has of constraints, shares
/// and rings it makes when it is first asked for, forks with itself, and disposes before its store.
/// </summary>
interface IGuest
{
    /// <summary>The controller, for messages.</summary>
    string Name { get; }

    /// <summary>The guest's memory.</summary>
    Wasm.Memory Memory { get; }

    /// <summary>The model's tokenizer.</summary>
    Tokenizer Tokenizer { get; }

    /// <summary>What the request gives.</summary>
    RequestOptions Options { get; }

    /// <summary>The folder by which regions of other processes are found; null for none.</summary>
    string? RegionFolder { get; }

    /// <summary>Its constraints.</summary>
    GuestConstraints Constraints { get; }

    /// <summary>Memory that it shares, and files and regions that it has mapped.</summary>
    GuestShares Shares { get; }

    /// <summary>Its reads in the background.</summary>
    GuestRings Rings { get; }

    /// <summary>Logs a line, which counts as the guest's own.</summary>
    void Log(ReadOnlySpan<byte> text);
}

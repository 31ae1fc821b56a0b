using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Why and where a guest was ended.</summary>
public sealed class Trap
{
    readonly TrapPlaces _places;
    IReadOnlyList<TrapFrame>? _frames;

    internal Trap(TrapKind kind, string message, uint? address, TrapPlaces places)
    {
        Kind = kind;
        Message = message;
        Address = address;
        _places = places;
    }

    /// <summary>Why.</summary>
    public TrapKind Kind { get; }

    /// <summary>Why, in the words of the specification's suite, and what is known besides.</summary>
    public string Message { get; }

    /// <summary>The address in linear memory of an access that faulted; null for other traps.</summary>
    public uint? Address { get; }

    /// <summary>The functions that were running, innermost first, up to the newest call from the host; 128 at most.</summary>
    /// <remarks>They are found when they are first asked for.</remarks>
    public IReadOnlyList<TrapFrame> Frames => _frames ??= _places.Resolve();

    /// <summary>The message, and a line for each frame.</summary>
    public override string ToString() => Frames.Count == 0 ? Message : $"{Message}\n  at {string.Join("\n  at ", Frames)}";
}

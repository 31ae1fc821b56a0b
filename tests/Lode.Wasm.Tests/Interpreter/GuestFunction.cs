namespace Lode.Wasm.Tests.Interpreter;

/// <summary>A function of an instance, or of the host.</summary>
sealed class GuestFunction
{
    public required FunctionType Type { get; init; }

    /// <summary>The instance whose code it is; null for a function of the host.</summary>
    public GuestInstance? Instance { get; init; }

    /// <summary>What a function of the host does; one without gives no results.</summary>
    public Func<GuestValue[], GuestValue[]>? Host { get; init; }

    /// <summary>The decoded body.</summary>
    public Lazy<GuestCode>? Code { get; init; }
}

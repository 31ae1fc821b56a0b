namespace Lode.Wasi;

/// <summary>What a guest finds as its standard input, output or error.</summary>
public sealed class WasiChannel
{
    WasiChannel()
    {
    }

    /// <summary>Nothing: at its end when it is read, and what is written is thrown away.</summary>
    public static WasiChannel None { get; } = new() { Stream = System.IO.Stream.Null };

    /// <summary>The process's own, unbuffered and byte by byte as it is: the guest sees a terminal, a pipe or a file, whatever it is.</summary>
    public static WasiChannel Inherit { get; } = new();

    internal Stream? Stream { get; private init; }

    /// <summary>A stream of .NET, which stays open. What the guest writes is flushed at once.</summary>
    public static WasiChannel From(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new WasiChannel { Stream = stream };
    }
}

using System.Security.Cryptography;

namespace Lode.Wasi;

/// <summary>What a guest is given of the world. By default that is nothing: no arguments, no files, silent streams; only clocks and chance.</summary>
public sealed record WasiOptions
{
    /// <summary>The command line; the first is the program's name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Directories, in the order in which the guest sees them. Nothing outside of them can be reached.</summary>
    public IReadOnlyList<WasiDirectory> Directories { get; init; } = [];

    /// <summary>Single files, which the guest finds in the directory <see cref="FilesPath"/>, and may map (<see cref="WasiWindows"/>).</summary>
    public IReadOnlyList<WasiFile> Files { get; init; } = [];

    /// <summary>The guest's name of the directory with the <see cref="Files"/>.</summary>
    public string FilesPath { get; init; } = "/map";

    /// <summary>Standard input.</summary>
    public WasiChannel Input { get; init; } = WasiChannel.None;

    /// <summary>Standard output.</summary>
    public WasiChannel Output { get; init; } = WasiChannel.None;

    /// <summary>Standard error.</summary>
    public WasiChannel Error { get; init; } = WasiChannel.None;

    /// <summary>The time that the guest is told.</summary>
    public WasiClock Clock { get; init; } = WasiClock.System;

    /// <summary>Where the guest's random bytes come from; the operating system's generator unless told otherwise.</summary>
    public WasiRandom Random { get; init; } = RandomNumberGenerator.Fill;

    /// <summary>The most descriptors that the guest may have open at a time.</summary>
    public int DescriptorLimit { get; init; } = 1024;

    /// <summary>
    /// Ends the guest by an <see cref="OperationCanceledException"/> where it waits for input, output or time. Where it computes, it is
    /// ended by <see cref="Lode.Wasm.Store.Interrupt"/>.
    /// </summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Ends the guest where the reader of its output has gone, as a signal ends a program of the host.</summary>
    public bool EndsWithoutReader { get; init; }
}

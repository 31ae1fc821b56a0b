using System.Runtime.InteropServices;
using Lode.Wasm;

namespace Lode.Wasi;

/// <summary>The world of one guest, as WASI preview 1 shows it: arguments, environment, files, clocks, chance.</summary>
/// <remarks>
/// One context belongs to one instance, and like it to one thread at a time. Whatever a guest passes is checked; errors are answered to
/// the guest, and the only exceptions are those that end it: <see cref="WasiExitException"/>, and <see cref="OperationCanceledException"/>
/// where it waits when it is to stop (<see cref="WasiOptions.Stop"/>).
/// </remarks>
public sealed partial class WasiContext : IDisposable
{
    /// <summary>The module of which the functions are imported.</summary>
    public const string ModuleName = "wasi_snapshot_preview1";

    readonly WasiOptions _options;
    readonly WaitGate _gate;
    readonly DescriptorTable _descriptors;
    readonly GuestRanges _ranges = new();
    readonly GuestStrings _arguments;
    readonly GuestStrings _environment;

    /// <summary>Opens what the guest is given.</summary>
    /// <param name="options">What that is.</param>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on a 64-bit x86 processor.</exception>
    /// <exception cref="IOException">A directory or file of the options cannot be opened.</exception>
    /// <exception cref="ArgumentException">A name or text of the options is not possible.</exception>
    public WasiContext(WasiOptions options)
        : this(options, null)
    {
    }

    internal WasiContext(WasiOptions options, PathResolver? resolver)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Reason is string reason)
            throw new PlatformNotSupportedException(reason);
        _options = options;
        _arguments = new GuestStrings(options.Arguments, nameof(options.Arguments));
        _environment = new GuestStrings(options.Environment.Select(Variable), nameof(options.Environment));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.DescriptorLimit, 3 + options.Directories.Count + 1, nameof(options.DescriptorLimit));
        _gate = new WaitGate(options.Stop);
        _descriptors = new DescriptorTable(options.DescriptorLimit);
        try
        {
            Opening opening = new(_gate, resolver ?? PathResolver.Best);
            Add(opening.Stream(options.Input, 0));
            Add(opening.Stream(options.Output, 1));
            Add(opening.Stream(options.Error, 2));
            foreach (WasiDirectory directory in options.Directories)
                Add(opening.Directory(directory));
            if (options.Files.Count > 0)
                Add(opening.Files(options.Files, options.FilesPath));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether guests can be given a world on this machine.</summary>
    public static bool IsSupported => Reason is null;

    /// <summary>Why not; null where they can.</summary>
    public static string? Reason { get; } = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture
        == Architecture.X64 ? null : "WASI needs Linux on a 64-bit x86 processor";

    /// <summary>Gives a linker all functions of preview 1.</summary>
    public void Define(Linker linker) => Define(linker, _ => this);

    /// <summary>Gives a linker all functions of preview 1, for many guests: the world of each is found when it calls.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="find">Finds the world of the guest that calls; it may make it then.</param>
    public static void Define(Linker linker, Func<Caller, WasiContext> find)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(find);
        foreach (WasiFunction function in WasiFunctions.All)
            linker.DefineFunction(ModuleName, function.Name, function.Type, function.BindTo(find));
    }

    /// <summary>Closes all that the guest has open. The standard streams of the process stay open.</summary>
    public void Dispose()
    {
        _descriptors.Dispose();
        _gate.Dispose();
    }

    internal void ThrowIfStopped() => _options.Stop.ThrowIfCancellationRequested();

    void Add(Descriptor descriptor) => _descriptors.Add(descriptor, out _);

    static string Variable(KeyValuePair<string, string> variable) => variable.Key.Length > 0 && !variable.Key.Contains('=')
        ? $"{variable.Key}={variable.Value}"
        : throw new ArgumentException($"a variable's name is not empty and has no '=', found '{variable.Key}'", nameof(variable));
}

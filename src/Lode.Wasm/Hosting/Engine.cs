using System.Diagnostics;
using Lode.Wasm.Caching;
using Lode.Wasm.Compilation;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Compiles modules to machine code. Its modules run in stores of the same engine.</summary>
/// <remarks>May be used by several threads at once.</remarks>
public sealed class Engine : IDisposable
{
    readonly CompilerOptions _compiler;
    bool _disposed;

    /// <summary>Makes an engine.</summary>
    /// <param name="options">What it does beyond the defaults.</param>
    /// <exception cref="PlatformNotSupportedException">This machine cannot run WebAssembly; <see cref="EngineSupport"/> says why.</exception>
    public Engine(EngineOptions? options = null)
    {
        EngineSupport.ThrowIfNotSupported();
        Options = options ?? EngineOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.StackBytes, 16 << 10, nameof(options));
        _compiler = new() { ExplicitBounds = Options.ExplicitBounds, Fuel = Options.Fuel, WithoutPins = Options.WithoutPins };
        TrapHandler.Install();
    }

    /// <summary>What the engine does beyond the defaults.</summary>
    public EngineOptions Options { get; }

    internal CompilerOptions CompilerOptions => _compiler;

    /// <summary>All that decides the code of a module.</summary>
    internal ModuleKey KeyOf(ContentHash module) => new(module, CompilerBuild.Id, CompilerBuild.OptionsOf(Options), EngineSupport.Features);

    /// <summary>Compiles a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="progress">Told how far it is, now and then.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CompiledModule Compile(Module module, IProgress<CompileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        ObjectDisposedException.ThrowIf(_disposed, this);
        int threads = Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount;
        long began = Stopwatch.GetTimestamp(), bytes = module.Bodies.Sum(body => (long)body.Length);
        Action<int, long>? report = progress is null ? null
            : (functions, done) => progress.Report(new(functions, module.Bodies.Length, done, bytes, Stopwatch.GetElapsedTime(began)));
        using CodeImage image = ModuleCompiler.Compile(module, _compiler, threads, report, cancellationToken);
        return new(this, module, image);
    }

    /// <summary>Opens and compiles a module in a file.</summary>
    /// <param name="path">The path of the file, which also becomes the module's name.</param>
    /// <param name="progress">Told how far it is, now and then.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="WasmFormatException">The module is malformed, invalid, beyond a limit or not supported.</exception>
    public CompiledModule CompileFile(string path, IProgress<CompileProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Compile(Module.FromFile(path, Options.Limits), progress, cancellationToken);

    /// <summary>Opens and compiles a module in memory.</summary>
    /// <param name="name">The module's name, for messages.</param>
    /// <param name="wasm">The binary.</param>
    /// <param name="progress">Told how far it is, now and then.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="WasmFormatException">The module is malformed, invalid, beyond a limit or not supported.</exception>
    public CompiledModule Compile(string name, ReadOnlySpan<byte> wasm, IProgress<CompileProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compile(Module.FromBytes(name, wasm, Options.Limits), progress, cancellationToken);

    /// <summary>Ends the compiling of modules. Compiled modules and stores stay what they are.</summary>
    public void Dispose() => _disposed = true;
}

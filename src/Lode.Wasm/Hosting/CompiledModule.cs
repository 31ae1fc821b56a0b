using Lode.Memory;
using Lode.Wasm.Artifacts;
using Lode.Wasm.Caching;
using Lode.Wasm.Compilation;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>A module as machine code, which any number of stores of its engine can make instances of.</summary>
/// <remarks>May be used by several threads at once. Stores keep the code that they need, so it may be disposed before them.</remarks>
public sealed class CompiledModule : IDisposable
{
    ModuleCode? _code;

    internal CompiledModule(Engine engine, Module module, CodeImage image)
    {
        Module = module;
        _code = new(engine, module, image);
    }

    /// <summary>A module in an artifact.</summary>
    internal CompiledModule(Engine engine, string name, Artifact artifact, ModuleBinary binary)
    {
        Module = artifact.ReadModule(name, engine.Options.Limits);
        _code = new(engine, Module, artifact, binary);
    }

    /// <summary>The module.</summary>
    public Module Module { get; }

    /// <summary>Whether it was opened from an artifact, and so was not compiled in this process.</summary>
    public bool IsMapped => Code.IsMapped;

    /// <summary>The artifact's file; null where it was compiled in this process.</summary>
    public string? Path { get; internal init; }

    /// <summary>Whether its artifact was in the cache before it was asked for.</summary>
    public bool WasCached { get; internal set; }

    /// <summary>Bytes of machine code.</summary>
    public long CodeBytes => Code.Length;

    /// <summary>Writes the module as an artifact, which can be opened without compiling. The same module and engine give the same bytes.</summary>
    /// <param name="path">Where it shall be; it appears there whole or not at all.</param>
    /// <param name="contents">What it holds beside what is needed to run.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The module was opened from an artifact itself.</exception>
    public void Save(string path, ArtifactContents contents = ArtifactContents.None)
    {
        using OutputFile file = new(path);
        Save(file, contents, Code.Engine.KeyOf(ContentHash.Of(Module.Bytes)));
        file.Commit();
    }

    internal void Save(Stream output, ArtifactContents contents, ModuleKey key)
    {
        ModuleCode code = Code;
        if (code.IsMapped)
            throw new InvalidOperationException($"{Module.Name} was opened from an artifact: copy that file, or compile the module");
        MachineCode machine = new((int)code.Length, code.FunctionStarts, stream => stream.Write(code.Text));
        Func<int, CodeSite[]>? sites = contents.HasFlag(ArtifactContents.Maps) ? code.SitesOf : null;
        ArtifactWriter.Write(output, Module, machine, key, contents.HasFlag(ArtifactContents.Names), sites);
        GC.KeepAlive(code);
    }

    internal ModuleCode Code => _code ?? throw new ObjectDisposedException(nameof(CompiledModule), $"{Module.Name} was disposed");

    /// <summary>Gives the code back, as soon as no store uses it any more.</summary>
    public void Dispose() => Interlocked.Exchange(ref _code, null)?.Release();
}

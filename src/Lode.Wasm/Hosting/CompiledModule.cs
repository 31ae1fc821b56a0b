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

    /// <summary>The module.</summary>
    public Module Module { get; }

    /// <summary>Bytes of machine code.</summary>
    public long CodeBytes => Code.Length;

    internal ModuleCode Code => _code ?? throw new ObjectDisposedException(nameof(CompiledModule), $"{Module.Name} was disposed");

    /// <summary>Gives the code back, as soon as no store uses it any more.</summary>
    public void Dispose() => Interlocked.Exchange(ref _code, null)?.Release();
}

using Lode.Tokenizers;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>A controller that is a WebAssembly module.</summary>
sealed class GuestController : Controller
{
    GuestController(string path, ControllerOptions options, CompiledModule module, GuestExports exports)
        : base(path, options.Limits)
    {
        Options = options;
        Engine = GuestEngines.Get(options.Engine);
        Module = module;
        Exports = exports;
        Linker = GuestImports.Link(Engine);
    }

    public ControllerOptions Options { get; }

    public Engine Engine { get; }

    public CompiledModule Module { get; }

    /// <summary>What it exports of what the contract names.</summary>
    public GuestExports Exports { get; }

    /// <summary>Functions of the host: they find their sequence by the store, so one linker serves all.</summary>
    public Linker Linker { get; }

    public static new GuestController Load(string path, ControllerOptions options)
    {
        Engine engine = GuestEngines.Get(options.Engine);
        try
        {
            CompiledModule module = Open(engine, path, options);
            try
            {
                return new GuestController(path, options, module, GuestExports.Find(path, module.Module));
            }
            catch
            {
                module.Dispose();
                throw;
            }
        }
        catch (WasmFormatException error)
        {
            throw new ControllerException(ControllerFault.Program, $"{error.Message}; expected a WebAssembly module that is a controller", error);
        }
    }

    static CompiledModule Open(Engine engine, string path, ControllerOptions options)
    {
        if (!options.UsesCache)
            return engine.CompileFile(path);
        if (options.Cache is not null)
            return options.Cache.Load(engine, path, warning: options.Warning);
        using ModuleCache? cache = TryOpenCache(options);
        return cache is null ? engine.CompileFile(path) : cache.Load(engine, path, warning: options.Warning);
    }

    static ModuleCache? TryOpenCache(ControllerOptions options)
    {
        try
        {
            return ModuleCache.Open();
        }
        catch (IOException error)
        {
            options.Warning?.Invoke($"compiled modules are not kept: {error.Message}");
            return null;
        }
    }

    public override ControllerRequest Start(Tokenizer tokenizer, RequestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Start(tokenizer, options, new OwnSlots(new ControlLayout(options.Vocabulary, options.TokenCapacity, 1)));
    }

    /// <summary>Begins a request whose sequences have their regions where the source says.</summary>
    public GuestRequest Start(Tokenizer tokenizer, RequestOptions options, ISlotSource slots)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Vocabulary < tokenizer.VocabularySize)
        {
            throw new ArgumentException(
                $"{nameof(options.Vocabulary)} is at least the tokenizer's {tokenizer.VocabularySize} tokens, not {options.Vocabulary}", nameof(options));
        }
        return new GuestRequest(this, tokenizer, options, slots);
    }

    public override void Dispose()
    {
        Module.Dispose();
        base.Dispose();
    }
}

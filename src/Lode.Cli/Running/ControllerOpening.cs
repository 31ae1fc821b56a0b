using Lode.Cli.Loading;
using Lode.Cli.Streams;
using Lode.Control;
using Lode.Wasm;

namespace Lode.Cli.Running;

/// <summary>Makes the controller of a run.</summary>
static class ControllerOpening
{
    /// <summary>Loads it, out of the cache of compiled modules where it is there; or starts the process that will.</summary>
    /// <param name="options">The controller.</param>
    /// <param name="model">The model, of whose tokenizer such a process makes its own.</param>
    /// <exception cref="ControllerException">It is no controller.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Controller Open(ControlOptions options, string model)
    {
        if (options.IsIsolated)
            return WorkerController.Isolate(options.File, new IsolationOptions { Command = ThisProgram.Words, TokenizerPath = model, Limits = options.Limits });
        using ModuleCache? cache = OpenCache();
        return Controller.Load(options.File, new ControllerOptions { Limits = options.Limits, Cache = cache, Warning = Warn });
    }

    static ModuleCache? OpenCache()
    {
        try
        {
            return ModuleCache.Open();
        }
        catch (IOException error)
        {
            Warn(error.Message);
            return null;
        }
    }

    static void Warn(string reason) => ErrorStream.Write($"lode: {reason}\n");
}

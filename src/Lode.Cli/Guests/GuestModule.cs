using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Wasm;

namespace Lode.Cli.Guests;

/// <summary>From the file that a user names to code that can run: through the cache, unless told otherwise.</summary>
static class GuestModule
{
    /// <summary>Opens a module, or an artifact that a trusted key signed.</summary>
    /// <param name="engine">What runs it.</param>
    /// <param name="file">A module or an artifact.</param>
    /// <param name="useCache">Whether compiled modules are kept.</param>
    /// <param name="line">Shows how far it is.</param>
    /// <param name="interruption">Ctrl-C.</param>
    public static CompiledModule Open(Engine engine, string file, bool useCache, CompilingLine line, CancellationToken interruption)
    {
        try
        {
            if (ArtifactInfo.IsArtifact(file))
            {
                using ModuleCache cache = ModuleCache.Open();
                return cache.Import(engine, file, TrustedKeys.Load());
            }
            using ModuleCache? kept = useCache ? OpenCache() : null;
            return kept is null ? engine.CompileFile(file, line, interruption) : kept.Load(engine, file, line, Warn, interruption);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException();
        }
        finally
        {
            line.Clear();
        }
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

    static void Warn(string reason) => ErrorStream.Write($"lode: compiled modules are not kept: {reason}\n");
}
